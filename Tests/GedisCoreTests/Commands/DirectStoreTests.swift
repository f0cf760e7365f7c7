import GedisKit
import Logging
import Synchronization
import Testing

@testable import GedisCore

/// `system.get` and `system.set` over stores that answer at once, or collect what they are to write.
@Suite struct DirectStoreTests {
    @Test func whatIsThereAtOnceIsAnsweredWithoutATask() throws {
        let client = TestClient(namespaces: [try Self.system(over: FakeStore(putsAtOnce: true))])
        #expect(client.send("system.set a 1\r\nsystem.get a\r\nSYSTEM.GET b\r\n") == "+OK\r\n$1\r\n1\r\n$-1\r\n")
        #expect(client.send("hello 3\r\n").hasPrefix("%7"))
        #expect(client.send("system.get b\r\n") == "_\r\n")
        #expect(client.send("system.get\r\n") == "-ERR wrong number of arguments for 'system.get' command\r\n")
        let invalid = client.send([UInt8]("system.get \u{1}\r\n".utf8).map { $0 == 1 ? 0xFF : $0 })
        #expect(invalid.hasPrefix("-ERR system.get: argument 1 'key' must be UTF-8 text"))
        #expect(client.send("system.get broken\r\n") == "-BACKEND it is broken\r\n")
        #expect(!client.connection.isBusy)
    }

    @Test func aCallIsNotCountedBeforeItRuns() throws {
        let store = FakeStore(putsAtOnce: true)
        let client = TestClient(namespaces: [try Self.system(over: store)])
        _ = client.send("system.set a 1\r\n")
        let get = try #require(client.connection.worker.command(named: "system.get"))
        _ = client.send("system.get a\r\nsystem.get later\r\n")
        #expect(client.connection.isBusy)
        try client.endCall { $0.null() }
        #expect(client.send("ping\r\n") == "+PONG\r\n")
        #expect(get.statistics.totals.calls == 1)
    }

    @Test func putsThatFollowEachOtherAreBegunTogether() throws {
        let store = FakeStore(putsAtOnce: false)
        let core = ServerCore(
            ServerConfiguration(name: "test", endpoints: []), namespaces: [try Self.system(over: store)],
            logger: Logger(label: "test"))
        let client = StepClient(Connection(worker: core.makeWorker().value, audience: .clients, address: "test"))
        client.send(
            "system.set a 1\r\nsystem.set b 2\r\nsystem.set c\r\nsystem.set d 3\r\nsystem.get a\r\nsystem.set e 4\r\n")
        #expect(store.begun == ["a", "b", "d"])
        #expect(store.flushes == 1)
    }

    @Test func aBegunWriteSaysHowItEnded() async throws {
        let (done, failed, late) = (BegunWrite(), BegunWrite(), BegunWrite())
        done.end(.success(()))
        try await done.value()
        failed.end(.failure(BackendError("full")))
        await #expect(throws: BackendError("full")) { try await failed.value() }
        let waiting = Task { try await late.value() }
        await Task.yield()
        late.end(.success(()))
        try await waiting.value
    }

    private static func system(over store: FakeStore) throws -> Namespace {
        try BuiltInNamespaces.system(in: Namespace.Environment(name: "system", backend: StoreBackend(store)))
    }
}

/// Takes a connection's first step.
private final class StepClient {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func send(_ text: String) {
        Array(text.utf8).span.withUnsafeBytes { bytes in
            guard case .call(let entry)? = connection.receive(bytes) else { return }
            connection.forward(entry.takeUnretainedValue(), andFollowing: true)
        }
    }
}

/// A store that has what was put at once, but for the keys `later` and `broken`.
private final class FakeStore: DirectStore, BatchedWrites {
    private struct State {
        var values: [String: Scalar] = [:]
        var begun: [String] = []
        var flushes = 0
    }

    let putsAtOnce: Bool
    private let state = Mutex(State())

    init(putsAtOnce: Bool) { self.putsAtOnce = putsAtOnce }

    var begun: [String] { state.withLock(\.begun) }
    var flushes: Int { state.withLock(\.flushes) }

    func valueAtOnce(_ namespace: String, _ key: String) throws -> Scalar?? {
        if key == "broken" { throw BackendError("it is broken") }
        return key == "later" ? nil : .some(state.withLock { $0.values[key] })
    }

    func putAtOnce(_ namespace: String, _ key: String, _ value: Scalar) { state.withLock { $0.values[key] = value } }

    var batchedWrites: (any BatchedWrites)? { putsAtOnce ? nil : self }

    func add(_ namespace: String, _ key: String, _ value: Scalar) -> BegunWrite {
        state.withLock { $0.begun.append(key) }
        return BegunWrite()
    }

    func flush() { state.withLock { $0.flushes += 1 } }
}

import GedisKit
import Synchronization
import Testing

@testable import GedisCore

/// Values that requests read together which arrived together.
@Suite struct SharedReadTests {
    private let store = SharingStore()

    private func client() throws -> TestClient {
        let backend = StoreBackend(store)
        return TestClient(namespaces: [
            try BuiltInNamespaces.system(in: Namespace.Environment(name: "system", backend: backend))
        ])
    }

    @Test func getsOfOneReadAreSharedAndEndWithIt() throws {
        let client = try client()
        #expect(client.send("system.get a\r\nping\r\nsystem.get b\r\n") == "$1\r\na\r\n+PONG\r\n$1\r\nb\r\n")
        #expect(store.events == ["begin", "a", "b", "end"])
        _ = client.send("ping\r\n")
        _ = client.send("system.get c\r\n")
        #expect(store.events.suffix(3) == ["begin", "c", "end"])
    }

    @Test func theyEndBeforeACallThatWaits() throws {
        let client = try client()
        _ = client.send("system.get a\r\nsystem.set a 1\r\nsystem.get a\r\n")
        #expect(client.connection.isBusy)
        #expect(store.events == ["begin", "a", "end"])
        try client.endCall { $0.ok() }
        #expect(store.events == ["begin", "a", "end", "begin", "a", "end"])
    }

    @Test func theyEndWhereAValueIsNotThereAtOnce() throws {
        let client = try client()
        _ = client.send("system.get a\r\nsystem.get later\r\n")
        #expect(client.connection.isBusy)
        #expect(store.events == ["begin", "a", "later", "end"])
    }

    @Test func theyEndWithAnError() throws {
        let client = try client()
        #expect(client.send("system.get a\r\nsystem.get broken\r\n*x\r\n").contains("-BACKEND it is broken"))
        #expect(store.events == ["begin", "a", "broken", "end"])
    }
}

/// Has each key as its own value, but for `later` and `broken`.
private final class SharingStore: DirectStore {
    private let noted = Mutex<[String]>([])

    var events: [String] { noted.withLock { $0 } }

    func note(_ event: String) { noted.withLock { $0.append(event) } }

    func beginReads() throws -> (any SharedReads)? {
        note("begin")
        return Reads(of: self)
    }

    private final class Reads: SharedReads {
        private let store: SharingStore

        init(of store: SharingStore) { self.store = store }

        func write(_ namespace: String, _ key: String, to reply: inout ReplyWriter) throws -> Bool {
            store.note(key)
            if key == "broken" { throw BackendError("it is broken") }
            guard key != "later" else { return false }
            reply.string(key)
            return true
        }

        func end() { store.note("end") }
    }
}

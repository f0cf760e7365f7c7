import Dispatch
import GedisCore
import GedisKit
import GedisServer
import Logging
import Synchronization
import TestSupport
import Testing

/// Calls that a handler answers on an actor.
@Suite(.takesTurns, .timeLimit(.minutes(2))) struct ActorCallTests {
    private static let pipeline = (0..<200).map { "tally.add \($0)\r\n" }.joined()
    private static let replies = (0..<200).map { ":\($0)\r\n" }.joined()

    @Test func thoseOfAPipelineGoToTheActorTogether() async throws {
        let visits = Visits()
        try await withServer(.tally(Tally(), visits)) { client in
            try client.send(Self.pipeline)
            #expect(try client.read(until: ":199\r\n") == Self.replies)
        }
        #expect(visits.count < 20)
    }

    @Test func anActorWithAnExecutorOfItsOwnIsAskedForEachAlone() async throws {
        let visits = Visits()
        try await withServer(.tally(QueuedTally(), visits)) { client in
            try client.send(Self.pipeline)
            #expect(try client.read(until: ":199\r\n") == Self.replies)
        }
        #expect(visits.count == 200)
    }

    @Test func repliesKeepTheirOrderWhereOtherThreadsUseTheActor() async throws {
        let (tally, visits) = (Tally(), Visits())
        let others = (0..<4).map { _ in
            Task.detached { while !Task.isCancelled { _ = await tally.add(1) } }
        }
        defer { for other in others { other.cancel() } }
        try await withServer(.tally(tally, visits)) { client in
            for _ in 0..<20 {
                try client.send(Self.pipeline)
                #expect(try client.read(until: ":199\r\n") == Self.replies)
            }
        }
    }

    @Test func anErrorIsTheReplyToItsCallAlone() async throws {
        let visits = Visits()
        try await withServer(.tally(Tally(), visits)) { client in
            try client.send("tally.add 1\r\ntally.add x\r\ntally.add 2\r\nping\r\ntally.add 3\r\n")
            let replies = try client.read(until: ":3\r\n")
            #expect(
                replies == """
                    :1\r
                    -ERR tally.add: argument 1 'number' must be an integer, got "x"\r
                    :2\r
                    +PONG\r
                    :3\r

                    """)
        }
    }

    /// Runs a server with a namespace, and connects to it.
    private func withServer(_ namespace: Namespace, _ body: (RawConnection) throws -> Void) async throws {
        let configuration = ServerConfiguration(
            name: "test", endpoints: [.tcp(host: "localhost", port: 0)], threads: 2)
        let server = Server(
            configuration, namespaces: [namespace], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        _ = try await server.start()
        let run = Task { await server.run() }
        let outcome = Result { try body(RawConnection(port: try #require(server.ports.first))) }
        server.stop()
        await run.value
        try outcome.get()
    }
}

private protocol Adding: Actor {
    func add(_ number: Int) -> Int
}

private actor Tally: Adding {
    private var total = 0

    func add(_ number: Int) -> Int {
        total &+= number
        return number
    }
}

/// An actor that runs on a queue.
private actor QueuedTally: Adding {
    private final class Executor: SerialExecutor {
        private let queue = DispatchQueue(label: "tally")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    private let executor = Executor()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func add(_ number: Int) -> Int { number }
}

/// How often an actor is gone to.
private final class Visits: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    func add() { number.add(1, ordering: .relaxed) }
}

extension Namespace {
    /// A command that is answered on an actor, as the glue of one is.
    fileprivate static func tally<Object: Adding>(_ tally: Object, _ visits: Visits) -> Namespace {
        Namespace(
            name: "tally",
            commands: [
                Command(
                    name: "add", parameters: [Parameter(name: "number", type: "Int")],
                    handler: .asynchronous { calls in
                        try await calls.answer(on: tally) { calls, tally in
                            visits.add()
                            while calls.next() {
                                let number = try calls.arguments.decode(Int.self, at: 0, "number")
                                calls.reply.result(tally.add(number))
                            }
                        }
                    })
            ])
    }
}

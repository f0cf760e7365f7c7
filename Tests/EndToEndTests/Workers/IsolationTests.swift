import Foundation
import Glibc
import TestSupport
import Testing

/// Namespaces in Swift in processes of their own.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct IsolationTests {
    @Test func aTrapCostsItsCallsAlone() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.risky.isolated=true")
            try await scratch.addSwift(Self.risky, as: "risky")
            try await scratch.addSwift(Self.risky, as: "safe")
            let port = server.port
            let worker = try await scratch.worker("risky", on: port)
            #expect(try await scratch.worker("safe", on: port) == server.pid)
            let (waiting, untouched) = (try RawConnection(port: port), try RawConnection(port: port))
            waiting.send("risky.wait 600\r\n")
            untouched.send("safe.wait 1\r\nsafe.sum 1 2\r\n")
            try await eventually("the call runs") { try RawConnection(port: port).call("risky.running") == ":1\r\n" }

            let connection = try RawConnection(port: port)
            let trap = try connection.call("risky.trap", "0")
            #expect(trap.hasPrefix("-WORKER risky.trap: the worker ended while the call ran: signal "), "\(trap)")
            #expect(try waiting.reply().hasPrefix("-WORKER risky.wait: the worker ended while the call ran: signal "))
            #expect(try connection.call("risky.sum", "1", "2") == ":3\r\n")
            #expect(try await scratch.worker("risky", on: port) != worker)
            #expect(try untouched.reply() == "$6\r\nwaited\r\n")
            #expect(try untouched.reply() == ":3\r\n")
            #expect(server.isRunning)
        }
    }

    @Test func aCallThatNeverEndsIsEndedWithItsProcess() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer(
                "namespaces.risky.isolated=true", "namespaces.risky.call_timeout=1")
            try await scratch.addSwift(Self.risky, as: "risky")
            let connection = try RawConnection(port: server.port)
            let worker = try await scratch.worker("risky", on: server.port)
            #expect(
                try connection.call("risky.wait", "600")
                    == "-TIMEOUT risky.wait: took longer than 1 s, and was ended\r\n")
            // What can be cancelled takes no process with it.
            #expect(try await scratch.worker("risky", on: server.port) == worker)
            #expect(
                try connection.call("risky.spin") == "-TIMEOUT risky.spin: took longer than 1 s, and was ended\r\n")
            #expect(try connection.call("risky.sum", "1", "2") == ":3\r\n")
            #expect(try await scratch.worker("risky", on: server.port) != worker)
        }
    }

    @Test func whatCommandsAreHandedIsThere() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "data", "type=memory")
            let server = try await scratch.startServer(
                "namespaces.all.isolated=true", "namespaces.all.settings.greeting=hello", "dbclient_instance=data")
            try await scratch.addSwift(Self.everything, as: "all")
            try await scratch.addSwift(Self.risky, as: "safe")
            let connection = try RawConnection(port: server.port)
            let subscriber = try RawConnection(port: server.port)
            subscriber.send("subscribe news\r\n")
            #expect(try subscriber.reply() == "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n")

            #expect(try connection.call("all.greet") == "$5\r\nhello\r\n")
            #expect(try connection.call("all.who") == "$11\r\ndefault tcp\r\n")
            #expect(try connection.call("all.tell", "rain") == ":1\r\n")
            #expect(try subscriber.reply() == "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$4\r\nrain\r\n")
            #expect(try connection.call("all.keep", "k", "v") == "$1\r\nv\r\n")
            #expect(try connection.call("all.counted") == "*3\r\n:1\r\n$5\r\ncount\r\n$1\r\nk\r\n")
            #expect(try connection.call("all.sumElsewhere", "1", "2") == ":3\r\n")
            let failure = try connection.call("all.sumElsewhere", "1", "x")
            #expect(failure == "-ERR safe.sum: argument 2 'b' must be an integer, got \"x\"\r\n")
            #expect(
                try connection.call("all.watch")
                    == "-BACKEND this backend does not report changes\r\n")
            #expect(try connection.call("all.Words", "A", "b") == "*3\r\n$9\r\nall.Words\r\n$1\r\nA\r\n$1\r\nb\r\n")
            try await eventually("the schedule runs") { try connection.call("all.runs") != ":0\r\n" }
            let log = try await scratch.done("server", "logs", "main")
            #expect(log.contains("greeting hello"))
            #expect(log.contains("command=all.greet"))
            #expect(log.contains("namespace=all"))

            // The state goes from process to process.
            #expect(try connection.call("all.count") == ":1\r\n")
            let worker = try await scratch.worker("all", on: server.port)
            try await scratch.addSwift(Self.everything + "\n// new\n", as: "all")
            #expect(try connection.call("all.count") == ":2\r\n")
            #expect(try await scratch.worker("all", on: server.port) != worker)
            #expect(kill(worker, 0) != 0)
            let end = try await scratch.done("server", "logs", "main")
            #expect(end.contains("stopped after 1"), "\(end)")
        }
    }

    @Test func anInitThatFailsIsSaidAsInTheServersOwnProcess() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer("namespaces.all.isolated=true")
            try scratch.write(Self.everything, to: "all.swift")
            let settings = try await scratch.gedis("server", "add", "main", "all.swift")
            try await scratch.done("server", "set", "main", "namespaces.all.isolated=false")
            let same = try await scratch.gedis("server", "add", "main", "all.swift")
            #expect(settings.errors == same.errors)
            #expect(settings.errors.contains("greeting"))

            try await scratch.done("server", "set", "main", "namespaces.fails.isolated=true")
            try scratch.write(
                """
                import GedisKit
                struct Fails {
                    init() throws { throw CommandError("no luck") }
                    func ping() -> String { "pong" }
                }
                """, to: "fails.swift")
            let failure = try await scratch.gedis("server", "add", "main", "fails.swift")
            #expect(failure.errors.contains("fails.swift: init() of namespace fails failed: ERR no luck"))
        }
    }

    @Test func nothingIsLeftBehind() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.risky.isolated=true")
            try await scratch.addSwift(Self.risky, as: "risky")
            let worker = try await scratch.worker("risky", on: server.port)
            let waiting = try RawConnection(port: server.port)
            waiting.send("risky.spin\r\n")
            kill(server.pid, SIGKILL)
            try await eventually("the process ends with its server") { kill(worker, 0) != 0 }
        }
    }

    @Test func aPipelineIsAnsweredInItsOrder() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.risky.isolated=true")
            try await scratch.addSwift(Self.risky, as: "risky")
            let connection = try RawConnection(port: server.port)
            let calls = (0..<500).map { number in
                switch number % 5 {
                case 0: "risky.sum \(number) 1"
                case 1: "risky.sum x 1"
                case 2: "risky.sum 1"
                case 3: "risky.fail \(number)"
                default: "risky.later \(number)"
                }
            }
            let one = try calls.map { call in
                connection.send(call + "\r\n")
                return try connection.reply()
            }
            connection.send(calls.map { $0 + "\r\n" }.joined())
            #expect(try calls.map { _ in try connection.reply() } == one)
            #expect(
                one[..<5] == [
                    ":1\r\n", "-ERR risky.sum: argument 1 'a' must be an integer, got \"x\"\r\n",
                    "-ERR wrong number of arguments for 'risky.sum' command\r\n", "-stock_out 3\r\n", ":4\r\n",
                ])
        }
    }

    private static let risky = """
        import Glibc
        import GedisKit

        actor Risky {
            var waiting = 0
            nonisolated func pid() -> Int { Int(getpid()) }
            nonisolated func sum(_ a: Int, _ b: Int) -> Int { a + b }
            nonisolated func trap(_ a: Int) -> Int { 1 / a }
            nonisolated func spin() -> Int { while getpid() != 0 {}; return 0 }
            nonisolated func fail(_ text: String) throws -> Int { throw CommandError(text, code: "stock_out") }
            nonisolated func later(_ a: Int) async -> Int { a }
            func running() -> Int { waiting }
            func wait(_ seconds: Double) async throws -> String {
                waiting += 1
                defer { waiting -= 1 }
                try await Task.sleep(for: .seconds(seconds))
                return "waited"
            }
        }
        """

    private static let everything = """
        import Glibc
        import GedisKit

        struct Settings: Codable { var greeting: String }
        struct Counted: Codable { var count: Int }

        actor All {
            static let schedules: [Schedule<All>] = [.every(.milliseconds(20)) { await $0.tick() }]
            private var ticks = 0
            private var counts: Int
            private let greeting: String
            private let log: Log

            init(settings: Settings, state: Counted?, log: Log) {
                greeting = settings.greeting
                counts = state?.count ?? 0
                self.log = log
            }

            func tick() { ticks += 1 }
            func runs() -> Int { ticks }
            func count() -> Int { counts += 1; return counts }
            func state() -> Counted { Counted(count: counts) }
            func stop() async { log.info("stopped after \\(counts)") }

            nonisolated func pid() -> Int { Int(getpid()) }
            func greet(log: Log) -> String {
                log.info("greeting \\(greeting)")
                return greeting
            }
            nonisolated func who(context: Context) -> String { "\\(context.caller.user) \\(context.caller.transport)" }
            nonisolated func tell(_ text: String, events: Events) -> Int { events.publish("news", text) }
            func keep(_ key: String, _ value: String, namespace: String, dbclient: any Backend) async throws -> String? {
                try await dbclient.put(namespace, [key: .string(value)])
                guard case .string(let text)? = try await dbclient.get(namespace, key) else { return nil }
                return text
            }
            func counted(namespace: String, dbclient: any Backend) async throws -> Value {
                let number = try await dbclient.increment(namespace, "count", by: 1, expiresIn: .seconds(100))
                let keys = try await dbclient.keys(namespace, after: nil, limit: 10)
                return .array([.integer(number)] + keys.map { .string($0) })
            }
            func watch(namespace: String, dbclient: any Backend) async throws {
                for try await _ in try await dbclient.changes(namespace) {}
            }
            func sumElsewhere(_ a: String, _ b: String, context: Context) async throws -> Value {
                try await context.call("safe.sum", a, b)
            }
            nonisolated func words(request: Request) -> [String] { request.indices.map { request.text(at: $0) } }
        }
        """
}

extension Scratch {
    /// Adds a namespace in Swift to the server `main`.
    func addSwift(_ source: String, as name: String) async throws {
        try write(source, to: "\(name).swift")
        try await done("server", "add", "main", "\(name).swift")
    }
}

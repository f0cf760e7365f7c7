import GedisKit
import Logging
import Testing

@testable import GedisCore

/// Commands that call others.
@Suite struct RunningTests {
    private let core = ServerCore(
        ServerConfiguration(name: "test", endpoints: []),
        namespaces: [
            Namespace(
                name: "echo",
                commands: [
                    Command(
                        name: "all", parameters: [Parameter(name: "a", type: "String", presence: .variadic)],
                        handler: .synchronous { arguments, reply in
                            reply.array(count: arguments.count)
                            for index in 0..<arguments.count { reply.string(arguments.text(at: index)) }
                        }),
                    Command(
                        name: "later", parameters: [Parameter(name: "a", type: "String")],
                        handler: .asynchronous { calls in
                            while calls.next() {
                                await Task.yield()
                                calls.reply.string("\(calls.arguments.text(at: 0)) \(calls.caller.depth)")
                            }
                        }),
                    Command(
                        name: "fail", handler: .synchronous { _, _ in throw CommandError("no", code: "NO") }),
                ])
        ], logger: Logger(label: "test"))

    private func run(_ name: String, _ words: String...) async throws -> Value {
        try await core.run(name, words.map { Array($0.utf8) }, for: Caller())
    }

    @Test func argumentsArriveAsTheyAre() async throws {
        #expect(try await run("echo.all") == [])
        #expect(try await run("Echo.ALL", "1", "", "three") == ["1", "", "three"])
        let long = String(repeating: "long", count: 1000)
        #expect(try await run("echo.all", long, "x") == [.string(long), "x"])
        #expect(try await run("echo.later", "1") == "1 1")
    }

    @Test func errorsAreThrown() async throws {
        await #expect(throws: CommandError("no", code: "NO")) { try await run("echo.fail") }
        await #expect(throws: CommandError.wrongArgumentCount("echo.later")) { try await run("echo.later") }
        await #expect(throws: CommandError.self) { try await run("echo.none") }
        await #expect(throws: CommandError.self) { try await run("ping") }
    }
}

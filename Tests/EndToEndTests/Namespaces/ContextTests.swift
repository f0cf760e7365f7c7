import TestSupport
import Testing

/// Commands that know who calls, and call others.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ContextTests {
    private static let source = """
        import GedisKit

        struct Desk {
            func who(context: Context) -> [String] {
                [context.caller.user, context.caller.connectionName, context.caller.transport.description]
            }
            func later(context: Context) async -> String { await Task.yield(); return context.caller.user }
            func hasAddress(context: Context) -> Bool { context.caller.address.hasPrefix("127.0.0.1:") }
            func relay(_ command: String, _ argument: String, context: Context) async throws -> Value {
                try await context.call(command, argument)
            }
            func sum(context: Context) async throws -> Value { try await context.call("calc.sum", 1, 2) }
            func round(context: Context) async throws -> Value { try await context.call("desk.round") }
            func note(_ text: String, log: Log) { log.warning("noted \\(text)") }
        }
        """

    @Test func commandsKnowWhoCallsAndCallWithTheirRights() async throws {
        try await withScratch { scratch in
            try scratch.write(Self.source, to: "Desk.swift")
            try scratch.write(Source.calc, to: "calc.swift")
            let server = try await scratch.startServer(
                "password=boss", "users.ada.password=secret", "users.ada.commands=desk.*")
            try await scratch.done("server", "add", "main", "Desk.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let output = try await scratch.python(
                """
                import redis, sys
                def show(client, *words):
                    try: print(client.execute_command(*words))
                    except redis.ResponseError as error: print("error:", error)
                ada = redis.Redis(port=int(sys.argv[1]), username="ada", password="secret", client_name="desk-1", decode_responses=True)
                boss = redis.Redis(port=int(sys.argv[1]), password="boss", decode_responses=True)
                show(ada, "desk.who")
                show(boss, "desk.who")
                show(ada, "desk.later")
                show(ada, "desk.hasAddress")
                show(boss, "desk.sum")
                show(ada, "desk.sum")
                show(boss, "desk.relay", "system.ping", "x")
                show(boss, "desk.relay", "calc.nothing", "x")
                show(boss, "desk.relay", "calc.sum", "x")
                show(boss, "desk.relay", "DESK.RELAY", "x")
                show(boss, "desk.round")
                transaction = boss.pipeline()
                transaction.execute_command("desk.who").execute_command("desk.later")
                print(transaction.execute())
                show(ada, "desk.note", "this")
                """, "\(server.port)")
            #expect(
                output == """
                    ['ada', 'desk-1', 'tcp']
                    ['default', '', 'tcp']
                    ada
                    True
                    3
                    error: User ada has no permissions to run the 'calc.sum' command
                    error: wrong number of arguments for 'system.ping' command
                    error: unknown command 'calc.nothing'
                    error: calc.sum: argument 1 'a' must be an integer, got "x"
                    error: wrong number of arguments for 'desk.relay' command
                    error: desk.round: commands call each other more than 32 deep
                    [['default', '', 'tcp'], 'default']
                    OK
                    """)
            let log = try await scratch.done("server", "logs", "main", "--lines", "100")
            #expect(log.contains(#/noted this.*desk\.note.*ada/#))
        }
    }
}

import GedisKit
import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns) struct ArgumentGlueTests {
    /// Every type of parameter, through the compiler and back.
    static let source = """
        import GedisKit

        /// All kinds of parameters.
        struct Kinds {
            enum Mode: String { case fast, slow }
            enum Level: Int, CaseIterable, Sendable { case low = 1, high = 2 }
            struct Point: Argument, Sendable {
                var x: Int, y: Int
                init?(argument: RawSpan) {
                    let parts = String(argument: argument)?.split(separator: ",").compactMap { Int($0) } ?? []
                    guard parts.count == 2 else { return nil }
                    (x, y) = (parts[0], parts[1])
                }
                static var argumentExpectation: String { "x,y" }
            }
            typealias Key = String

            func text(_ value: String) -> String { value }
            func whole(_ a: Int, _ b: Int8, _ c: UInt64) -> String { "\\(a) \\(b) \\(c)" }
            func real(_ a: Double, _ b: Float) -> Double { a + Double(b) }
            func truth(_ value: Bool) -> Bool { !value }
            func bytes(_ value: [UInt8]) -> Int { value.count }
            func mode(_ value: Mode) -> String { value.rawValue }
            func level(as level: Level) -> Int { level.rawValue }
            func point(_ point: Point) -> Int { point.x * point.y }
            func alias(_ key: Key, _ other: Swift.String) -> String { key + other }
            func optional(_ a: Int?, b: String? = "none") -> String { "\\(a.map(String.init) ?? "nil") \\(b ?? "nil")" }
            func defaults(_ a: Int, _ b: Int = 2 * 3, mode: Mode = .slow) -> String { "\\(a) \\(b) \\(mode)" }
            func `default`(in value: Int, `class`: Int = 1) -> Int { value + `class` }
            func shadow(arguments: Int, reply: Int, instance: Int, environment: String) -> Int {
                arguments + reply + instance + environment.count
            }
            func array(_ first: String, _ rest: [Int]) -> Int { rest.reduce(0, +) }
            func modes(_ modes: Mode...) -> Int { modes.count }
            func handed(request: Request, namespace: String, dbclient: (any Backend)?) -> String {
                "\\(request.count) \\(namespace) \\(dbclient == nil)"
            }
            func needs(_ a: Int, dbclient: any Backend) async throws -> Int { a }
            func labels(`inout` a: Int, `let` b: Int, `var` c: Int...) -> Int { a + b + c.reduce(0, +) }
            func unnamed(_: Int, _: String, b _: Int = 2) -> String { "unnamed" }
            static func fixed(_ a: borrowing String) -> Int { a.utf8.count }
        }
        """

    @Test func readsEveryKindOfParameter() async throws {
        let built = try await build("kinds.swift", Self.source)
        #expect(built.warnings.isEmpty)
        let kinds = try built.load(in: Namespace.Environment(name: "kinds"))
        #expect(kinds.name == "kinds")
        #expect(kinds.summary == "All kinds of parameters.")
        for (call, reply) in Self.calls {
            #expect(await kinds.call(call[0], Array(call.dropFirst())) == reply, "\(call)")
        }
    }

    private static let calls: [([String], String)] = [
        (["text", "größe"], "$7|größe"),
        (["whole", "-5", "-128", "18446744073709551615"], "$28|-5 -128 18446744073709551615"),
        (["whole", "1", "128", "1"], #"argument 2 'b' must be an integer from -128 to 127, got "128""#),
        (["real", "1.5", "2"], ",3.5"),
        (["truth", "yes"], "#f"),
        (["bytes", "abc"], ":3"),
        (["mode", "slow"], "$4|slow"),
        (["mode", "x"], #"argument 1 'value' must be one of fast, slow, got "x""#),
        (["level", "2"], ":2"),
        (["level", "3"], #"argument 1 'level' must be one of 1, 2, got "3""#),
        (["point", "6,7"], ":42"),
        (["point", "6"], #"argument 1 'point' must be x,y, got "6""#),
        (["alias", "a", "b"], "$2|ab"),
        (["optional"], "$8|nil none"),
        (["optional", "1"], "$6|1 none"),
        (["optional", "1", "x"], "$3|1 x"),
        (["defaults", "1"], "$8|1 6 slow"),
        (["defaults", "1", "2"], "$8|1 2 slow"),
        (["defaults", "1", "2", "fast"], "$8|1 2 fast"),
        (["default", "1"], ":2"),
        (["default", "1", "5"], ":6"),
        (["shadow", "1", "2", "3", "four"], ":10"),
        (["array", "a"], ":0"),
        (["array", "a", "1", "2"], ":3"),
        (["modes", "fast", "slow"], ":2"),
        (["modes", "fast", "x"], #"argument 2 'modes' must be one of fast, slow, got "x""#),
        (["handed", "a", "b"], "$12|3 kinds true"),
        (
            ["needs", "1"],
            "ERR kinds needs a backend and this server has none: name a backend instance in the server's "
                + "dbclient_instance"
        ),
        (["labels", "1", "2"], ":3"),
        (["labels", "1", "2", "3", "4"], ":10"),
        (["unnamed", "1", "a"], "$7|unnamed"),
        (["unnamed", "a", "a"], #"argument 1 'argument1' must be an integer, got "a""#),
        (["unnamed", "1", "a", "3"], "$7|unnamed"),
        (["fixed", "abc"], ":3"),
    ]

    @Test func describesCommandsWithoutLoadingThem() async throws {
        let built = try await build("kinds.swift", Self.source)
        let commands = Dictionary(uniqueKeysWithValues: built.commands.map { ($0.name, $0) })
        let loaded = try built.load(in: Namespace.Environment(name: "kinds"))
        #expect(built.commands.map(\.name) == loaded.commands.map(\.name))
        #expect(built.commands.map(\.parameters) == loaded.commands.map(\.parameters))
        #expect(built.commands.map(\.returns) == loaded.commands.map(\.returns))
        let usage = commands.mapValues { $0.parameters.map(\.description).joined(separator: " ") }
        #expect(usage["optional"] == "[a] [b=\"none\"]")
        #expect(usage["defaults"] == "a [b=2 * 3] [mode=slow]")
        #expect(usage["modes"] == "[modes …]")
        #expect(usage["handed"] == "")
        #expect(commands["handed"]?.takesAnyArguments == true)
        #expect(commands["needs"]?.isAsynchronous == true)
        #expect(commands["text"]?.line == 18)
    }
}

import TestSupport
import Testing

/// Every type of argument and of reply, as redis-cli sends and prints it.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct TypeTests {
    static let source = #"""
        import GedisKit

        /// Every type.
        struct Types {
            enum Colour: String, CaseIterable { case red, green }
            enum Level: Int { case low = 1, high = 2 }
            struct Point: Encodable { var x: Int; var label: String; var near: [Double] }

            func text(_ a: String) -> String { a }
            func int(_ a: Int) -> Int { a }
            func small(_ a: Int8) -> Int8 { a }
            func unsigned(_ a: UInt64) -> UInt64 { a }
            func double(_ a: Double) -> Double { a }
            func bool(_ a: Bool) -> Bool { a }
            func bytes(_ a: [UInt8]) -> [UInt8] { a.reversed() }
            func colour(_ a: Colour) -> Colour { a }
            func level(_ a: Level) -> Level { a }
            func maybe(_ a: Int?) -> Int? { a.map { $0 + 1 } }
            func standard(_ a: Int, _ b: String = "b", _ c: Bool = true) -> String { "\(a) \(b) \(c)" }
            func all(_ a: String, _ rest: Int...) -> Int { rest.reduce(0, +) }
            func nothing() {}
            func list() -> [String] { ["one", "two"] }
            func nested() -> [[Int]] { [[1], [2, 3], []] }
            func map() -> [String: Int] { ["one": 1] }
            func point() -> Point { Point(x: 1, label: "a b", near: [0.5]) }
            func value() -> Value { ["key": [nil, 1, "text", .simple("S"), true]] }
            func fail() throws { throw CommandError("no such account", code: "NOTFOUND") }
            func failOtherwise() throws { throw Problem() }
            func request(request: Request) -> Int { request.count }
            func wait(_ a: Int) async -> Int { await Task.yield(); return a }
            struct Problem: Error, CustomStringConvertible { var description: String { "it broke" } }
        }

        """#

    /// What is called, and what redis-cli prints when it is no terminal, in RESP2.
    static let calls: [(String, String)] = [
        ("text víto", "víto"), ("text ''", ""), ("int -7", "-7"), ("int 9223372036854775807", "9223372036854775807"),
        ("small -128", "-128"), ("unsigned 18446744073709551615", "18446744073709551615"), ("double 0.1", "0.1"),
        ("double -1e300", "-1e+300"), ("bool true", "1"), ("bool off", "0"), (#"bytes "\x01\x02a""#, "a\u{2}\u{1}"),
        ("colour green", "green"), ("level 2", "2"), ("maybe 1", "2"), ("maybe", ""), ("standard 1", "1 b true"),
        ("standard 1 x", "1 x true"), ("standard 1 x no", "1 x false"), ("all a 1 2 3", "6"), ("all a", "0"),
        ("nothing", "OK"), ("list", "one\ntwo"), ("nested", "1\n2\n3\n"), ("map", "one\n1"),
        ("point", "x\n1\nlabel\na b\nnear\n0.5"), ("value", "key\n\n1\ntext\nS\n1"), ("wait 5", "5"),
        ("request a b c", "4"),
    ]

    /// Calls that are refused, and the error.
    static let refused: [(String, String)] = [
        ("int two", #"ERR types.int: argument 1 'a' must be an integer, got "two""#),
        ("int 9223372036854775808", #"ERR types.int: argument 1 'a' must be "#),
        ("small 128", #"ERR types.small: argument 1 'a' must be "#),
        ("unsigned -1", #"ERR types.unsigned: argument 1 'a' must be "#),
        ("double x", #"ERR types.double: argument 1 'a' must be a number, got "x""#),
        ("bool perhaps", #"ERR types.bool: argument 1 'a' must be "#),
        ("colour blue", #"ERR types.colour: argument 1 'a' must be one of "#),
        ("level 3", #"ERR types.level: argument 1 'a' must be "#),
        ("all a 1 x", #"ERR types.all: argument 3 'rest' must be an integer, got "x""#),
        (#"text "\xff""#, "ERR types.text: argument 1 'a' must be "),
        ("int", "ERR wrong number of arguments for 'types.int' command"),
        ("int 1 2", "ERR wrong number of arguments for 'types.int' command"),
        ("fail", "NOTFOUND no such account"), ("failotherwise", "ERR types.failOtherwise: it broke"),
    ]

    @Test func everyTypeOfArgumentAndReply() async throws {
        try await withTypes { scratch, port in
            for (call, printed) in Self.calls {
                let outcome = try await scratch.redisCLI(port, input: "types.\(call)\n")
                #expect(outcome == printed, "\(call)")
            }
        }
    }

    @Test func anErrorNamesTheCommandTheArgumentAndTheValue() async throws {
        try await withTypes { scratch, port in
            for (call, message) in Self.refused {
                let outcome = try await scratch.redisCLI(port, input: "types.\(call)\n")
                #expect(outcome.lowercased().hasPrefix(message.lowercased()), "\(call): \(outcome)")
            }
        }
    }

    @Test func resp3HasTypesOfItsOwn() async throws {
        try await withTypes { scratch, port in
            for (call, printed) in [
                ("double 0.5", "(double) 0.5\n"), ("bool true", "(true)\n"), ("maybe", "(nil)\n"),
                ("int 7", "(integer) 7\n"),
                ("map", "1# \"one\" => (integer) 1\n"), ("text a", "\"a\"\n"), ("nothing", "OK\n"),
                (
                    "point",
                    "1# \"x\" => (integer) 1\n2# \"label\" => \"a b\"\n3# \"near\" => 1) (double) 0.5\n"
                ),
            ] {
                let outcome = try await scratch.run(
                    "redis-cli",
                    ["-p", "\(port)", "-3", "--no-raw", "types.\(call.split(separator: " ")[0])"]
                        + call.split(separator: " ").dropFirst().map(String.init))
                #expect(outcome.output == printed, "\(call)")
            }
        }
    }

    private func withTypes(_ body: (Scratch, Int) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Self.source, to: "types.swift")
            try await scratch.done("server", "add", "main", "types.swift")
            let server = try await scratch.startAgain()
            try await body(scratch, server.port)
        }
    }
}

import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns) struct SourceErrorTests {
    /// Everything in one type that a command cannot be.
    @Test func everyMethodThatCannotBeACommandIsNamed() async throws {
        let found = try await errors(
            in: "calc.swift",
            """
            struct Calc {
                struct Odd { var x = 0 }
                mutating func add() {}
                func same() {}
                func Same(_ a: Int) {}
                func generic<T>(_ value: T) {}
                func out(_ value: inout Int) {}
                func closure(_ value: () -> Int) {}
                func tuple(_ value: (Int, Int)) {}
                func opaque(_ value: some Equatable) {}
                func odd(_ value: Odd) {}
                func order(_ a: Int = 1, _ b: Int) {}
                func last(_ a: Int..., b: String) {}
                func returnsOdd() -> Odd { Odd() }
                func returnsTuple() -> (Int, Int) { (1, 2) }
                private func hidden<T>(_ value: T) {}
            }
            extension Calc: Hashable {
                func hash(into hasher: inout Hasher) {}
                static func == (a: Calc, b: Calc) -> Bool { true }
            }
            """)
        let places = found.map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "3:19:", "5:10:", "6:10:", "7:10:", "8:10:", "9:10:", "10:10:", "11:10:", "12:10:", "13:10:", "14:10:",
                "15:10:",
            ])
        #expect(
            found[0] == "3:19: 'add' changes Calc, which all connections share: make Calc an actor, "
                + "or keep what changes in a Sendable class, or make 'add' private if it is not meant as a command")
        #expect(found[1].contains("'Same' is the name of the command on line 4 already"))
        #expect(found[3].contains("parameter 'value' of 'out' cannot be read from an argument: instead of inout Int"))
        #expect(found[8] == "12:10: 'b' must be given and 'a' may be left out: move 'b' before 'a'")
        #expect(found[9] == "13:10: 'a' takes all arguments that are left: move 'b' before it")
    }

    @Test(arguments: [
        (
            "x.swift", "let x = 1",
            "1:1: x.swift has no struct, enum, class or actor whose methods could be the commands; "
                + "write one, such as struct X"
        ),
        (
            "x.swift", "struct A { func a() {} }\nstruct B { func b() {} }",
            "1:8: x.swift has several types with methods (A, B); name the namespace's own X"
        ),
        ("x.swift", "struct X {}", "1:8: X has no commands: a method that is not private becomes one"),
        ("x.swift", "struct X<T> { func a() {} }", "1:8: X is generic, and gedis makes one instance of it"),
        (
            "x.swift", "@MainActor struct X { func a() {} }",
            "1:19: X is isolated to a global actor; make it an actor of its own"
        ),
        (
            "x.swift", "\nfinal class X { var n = 0; func a() {} }",
            "2:13: X is used by several threads at once: say 'final class X: Sendable', or make it an actor"
        ),
        (
            "x.swift", "struct X { init(_ a: Int) {}; func a() {} }",
            "1:8: X needs an init() that is not private and takes nothing, or only what the server hands in (dbclient, "
                + "events, log, settings, state, namespace): gedis makes one instance"
        ),
        (
            "x.swift", "struct X { init() async {}; func a() {} }",
            "1:12: init() is called while the server loads the file: it cannot be async"
        ),
        (
            "x.swift", "struct X { init?() {}; func a() {} }",
            "1:12: init?() does not say what is wrong: throw an error instead"
        ),
        (
            "x.swift", "enum X { case a; func b() {} }",
            "1:23: 'b' needs a value of the enum, and there is none: make it static, "
                + "or make 'b' private if it is not meant as a command"
        ),
        (
            "x.swift", "struct X { func `a b`() {} }",
            "1:17: 'a b' cannot be typed as a command's name: rename it, or make it private"
        ),
        (
            "x.swift",
            "actor X { struct P { var x: [() -> Void] }; enum E: String { case a }\n func a(_ e: E) -> E { e } }", ""
        ),
        ("x.swift", "struct X { func a() -> Int { nope } }", "1:30: cannot find 'nope' in scope"),
        ("x.swift", "struct X { func a(_ b: Nope) {} }", "1:24: cannot find type 'Nope' in scope"),
        (
            "x.swift", "struct X {\n\tfunc a(_ b: Character) {} }",
            "2:7: parameter 'b' of 'a' cannot be read from an argument: instead of Character use String, Int, Double, "
                + "Bool, [UInt8] or an enum with raw values, or make the type conform to Decodable (JSON in one "
                + "argument) or to Argument"
        ),
        (
            "x.swift", "struct X {\n func a() -> Character { \"a\" } }",
            "2:7: what 'a' returns cannot be a reply: return text, a number, a list of such, a Value, "
                + "or a type that conforms to Encodable or Reply"
        ),
    ])
    func errorsNameThePlaceAndWhatToDo(_ file: String, _ text: String, _ error: String) async throws {
        #expect(try await errors(in: file, text).joined(separator: "\n") == error)
    }

    @Test func anErrorShowsItsLine() async throws {
        try await withScratchFolder { folder in
            let error = await #expect(throws: NamespaceError.self) {
                try await build("some/where/x.swift", "struct X {\n\tmutating func a() {}\n}", in: folder)
            }
            #expect(error?.code == .source)
            #expect(error?.message == "some/where/x.swift: 1 error")
            let lines = error.map { "\($0)".split(separator: "\n") } ?? []
            #expect(lines.first?.hasPrefix("some/where/x.swift:2:16: error: 'a' changes X") == true)
            #expect(lines.dropFirst() == ["\tmutating func a() {}", "\t              ^"])
        }
    }

    @Test(arguments: ["1x", "a-b", "Calc", "", "größe"])
    func namesArePlain(_ name: String) {
        let error = #expect(throws: NamespaceError.self) {
            try NamespaceSource(path: "x.swift", name: name, bytes: [])
        }
        #expect(error?.code == .name)
    }

    @Test(arguments: ["calc.txt", "calc", ""])
    func filesAreSwiftFiles(_ path: String) {
        let error = #expect(throws: NamespaceError.self) {
            try NamespaceSource(path: path, name: "calc", bytes: [])
        }
        #expect(error?.message == "\(path): a namespace's source file is named like calc.swift or calc.py")
    }

    @Test func theNameIsTheFiles() throws {
        #expect(try NamespaceSource(path: "a/MyTools.swift", bytes: []).name == "mytools")
        let error = #expect(throws: NamespaceError.self) { try NamespaceSource(path: "/no/such/file.swift") }
        #expect(error == NamespaceError(.unreadable, "/no/such/file.swift: no such file"))
    }
}

import TestSupport
import Testing

@testable import GedisNamespaces

@Suite(.takesTurns) struct LeftOutMethodTests {
    @Test func whatIsNoCommandIsWarnedOf() async throws {
        let built = try await build(
            "x.swift",
            """
            import GedisKit
            struct X {
                struct Inner { func _inner() {} }
                private let text = "func _text() {"
                func a(_ b: Int, _: Int) -> Int { func _local() {}; return b }
                func _hidden() {}
                @inlinable nonisolated static func more(_ a: Int,
                    of _b: [String: Int] = [:]) {}
                // func _comment() {}
                private func _private(_ _a: Int) {}
                func label(_a b: Int, c: (Int) -> Int = { _c in _c }) {}
            }
            private extension X { func _whole() {} }
            extension X { fileprivate static func _file() {}; static func `_last`() {} }
            struct Other { func _other() {} }
            """)
        #expect(built.commands.map(\.name) == ["a"])
        #expect(
            built.warnings.map { "\($0.place.line):\($0.place.column) \($0.message.prefix { $0 != ":" })" } == [
                "6:10 '_hidden' is no command, because its name begins with '_'",
                "7:40 'more' is no command, because the name of its parameter '_b' begins with '_'",
                "11:10 'label' is no command, because the name of its parameter '_a' begins with '_'",
                "14:63 '_last' is no command, because its name begins with '_'",
            ])
    }

    @Test(arguments: [
        "struct X { func _a", "struct X { func", "func _a(", "struct X { func a(_ _b", "}}}", "/*", "\"", "\"\"\"",
        "#\"",
        "struct", "struct X { func a(_ b: [", "`", "@",
    ])
    func whatIsNoSwiftEndsTheReading(_ text: String) throws {
        let source = try NamespaceSource(path: "x.swift", bytes: Array(text.utf8))
        #expect(LeftOutMethods.warnings(in: source, ofType: "X").count <= 1)
    }
}

import Testing

@testable import GedisConfig

@Suite struct YAMLEditingTests {
    @Test(arguments: [
        ("port: 1\n", "port: 2\n"),
        ("port:   1   # why\n", "port:   2   # why\n"),
        ("# a\n\naddr: x # y\nport: 1\n# end", "# a\n\naddr: x # y\nport: 2\n# end"),
        ("port: \"1\"\n", "port: \"2\"\n"),
        ("port: '1'\n", "port: '2'\n"),
        ("port: 1\r\naddr: x\r\n", "port: 2\r\naddr: x\r\n"),
        ("\u{FEFF}port: 1", "\u{FEFF}port: 2"),
        ("{addr: \"🔑é\", port: 1} # 🔑\n", "{addr: \"🔑é\", port: 2} # 🔑\n"),
        ("\"port\" : 1\n", "\"port\" : 2\n"),
        ("port:\naddr: x\n", "port: 2\naddr: x\n"),
        ("port:   # none yet\n", "port: 2   # none yet\n"),
        ("port: ~\n", "port: 2\n"),
        ("{port, addr: x}", "{port: 2, addr: x}"),
        ("{port: , addr: x}", "{port: 2, addr: x}"),
        ("port: |\n  1\n\n# c\naddr: x\n", "port: 2\n\n# c\naddr: x\n"),
        ("port: >-\n  1\n  1\naddr: x\n", "port: 2\naddr: x\n"),
        ("port: a\n  b\n  # c\naddr: x\n", "port: 2\n  # c\naddr: x\n"),
        ("port: [1,\n  2] # c\n", "port: 2 # c\n"),
        ("port:\n  - 1\n  - 2\n# c\naddr: x\n", "port:\n  2\n# c\naddr: x\n"),
        ("? port\n: 1\n", "? port\n: 2\n"),
        ("---\nport: 1\n...\n# after\n", "---\nport: 2\n...\n# after\n"),
        ("  port: 1\n  addr: x\n", "  port: 2\n  addr: x\n"),
    ])
    func replacesJustTheValue(_ before: String, _ after: String) throws {
        #expect(try document(before).setting("port", to: "2", isText: false).text == after)
    }

    @Test(arguments: [
        ("", "port: 2\n"),
        ("# note", "# note\nport: 2\n"),
        ("\u{FEFF}", "\u{FEFF}port: 2\n"),
        ("addr: x", "addr: x\nport: 2\n"),
        ("addr: x\n", "addr: x\nport: 2\n"),
        ("addr: x\n# end\n", "addr: x\n# end\nport: 2\n"),
        ("addr: x\r\n", "addr: x\r\nport: 2\r\n"),
        ("a: 1\r\naddr: x", "a: 1\r\naddr: x\r\nport: 2\r\n"),
        ("  addr: x\n", "  addr: x\n  port: 2\n"),
        ("{}", "{port: 2}"),
        ("{ }\n", "{port: 2 }\n"),
        ("{addr: x}\n", "{addr: x, port: 2}\n"),
        ("{addr: x,}\n", "{addr: x, port: 2,}\n"),
        ("{addr}\n", "{addr, port: 2}\n"),
        ("{\n  addr: x # y\n}\n", "{\n  addr: x, port: 2 # y\n}\n"),
        ("---\n", "---\nport: 2\n"),
        ("---\naddr: x\n...\n# after\n", "---\naddr: x\nport: 2\n...\n# after\n"),
        ("addr:\n  - x\n", "addr:\n  - x\nport: 2\n"),
        ("addr: |\n  x\n", "addr: |\n  x\nport: 2\n"),
    ])
    func addsAKeyAtTheEnd(_ before: String, _ after: String) throws {
        #expect(try document(before).setting("port", to: "2", isText: false).text == after)
    }

    @Test(arguments: [
        ("port: 1\n", ""),
        ("# a\nport: 1 # b\naddr: x\n", "# a\naddr: x\n"),
        ("addr: x\r\nport: 1\r\n", "addr: x\r\n"),
        ("addr: x\nport: 1", "addr: x\n"),
        ("\u{FEFF}port: 1\naddr: x\n", "\u{FEFF}addr: x\n"),
        ("port:\naddr: x\n", "addr: x\n"),
        ("port: |\n  1\n\naddr: x\n", "\naddr: x\n"),
        ("port:\n  - 1\n  - 2 # c\naddr: x\n", "addr: x\n"),
        ("  addr: x\n  port: 1\n", "  addr: x\n"),
        ("{port: 1}", "{}"),
        ("{port: 1, addr: x}", "{addr: x}"),
        ("{addr: x, port: 1}", "{addr: x}"),
        ("{addr: x, port: 1, b: 2}", "{addr: x, b: 2}"),
        ("addr: x\n", "addr: x\n"),
    ])
    func removesAKeyWithItsLine(_ before: String, _ after: String) throws {
        #expect(try document(before).removing("port").text == after)
    }

    @Test func editsThatWouldChangeMoreAreRefused() throws {
        // Adding a line would end the block's last line, which has no line break.
        #expect(throws: YAMLError.self) { try document("addr: |\n  x").setting("port", to: "2") }
        // Removing one line of an explicit key would leave the other.
        #expect(throws: YAMLError.self) { try document("? port\n: 1\n").removing("port") }
        #expect(throws: YAMLError.self) { try document("{port: 1,}").removing("port") }
    }

    @Test func quotesWhereTheNewValueNeedsThem() throws {
        #expect(try document("a: x\n").setting("a", to: "yes").text == "a: \"yes\"\n")
        #expect(try document("a: x # c\n").setting("a", to: "a # b").text == "a: \"a # b\" # c\n")
        #expect(try document("a: x\n").setting("a", to: "").text == "a: \"\"\n")
        #expect(try document("{a: x}").setting("a", to: "b, c").text == "{a: \"b, c\"}")
    }

    private func document(_ text: String) throws -> YAMLDocument { try YAMLDocument(Array(text.utf8)) }
}

import GedisSettings
import Testing

/// A program and its words in one text.
@Suite struct CommandFormatTests {
    private let format = SettingFormat<[String]>.command

    @Test(arguments: [
        ("", []), ("./tools --flag", ["./tools", "--flag"]), ("  node  tools.mjs ", ["node", "tools.mjs"]),
        (#"sh -c "echo \"a\" \\ b""#, ["sh", "-c", #"echo "a" \ b"#]), (#"tools "" a"b c"d"#, ["tools", "", "ab cd"]),
        (#"tools C:\x"#, ["tools", #"C:\x"#]),
    ])
    func areReadAndWritten(_ text: String, _ words: [String]) throws {
        #expect(try format.parse(text) == words)
        #expect(try format.parse(format.render(words)) == words)
    }

    @Test(arguments: ["tools \"a", "\"\" a", "a\nb"]) func mistakesAreRefused(_ text: String) {
        #expect(throws: SettingMistake.self) { try format.parse(text) }
    }
}

import Testing

@testable import GedisConfig

@Suite struct YAMLDocumentTests {
    @Test func tellsWhereEverythingStands() throws {
        let document = try YAMLDocument(Array("# é\nname: \"🔑🔑\" # x\nports: [1, 'zwei']\n".utf8))
        let name = try #require(document["name"])
        #expect(name.keyNode.position == TextPosition(line: 2, column: 1))
        #expect(name.value.position == TextPosition(line: 2, column: 7))
        #expect(text(name.value.range, of: document) == "\"🔑🔑\"")
        #expect(name.value.scalar == YAMLScalar(text: "🔑🔑", style: .doubleQuoted))
        let ports = try #require(document["ports"])
        #expect(text(ports.value.range, of: document) == "[1, 'zwei']")
        guard case .sequence(let elements) = ports.value.content else { throw YAMLError(message: "no sequence") }
        #expect(elements.map(\.scalar?.style) == [.plain, .singleQuoted])
        #expect(elements[1].position == TextPosition(line: 3, column: 12))
    }

    @Test func countsCharactersBeforeAValue() throws {
        let document = try YAMLDocument(Array("{\"🔑é\": 1, b: 2}".utf8))
        let entry = try #require(document["b"])
        #expect(entry.value.position == TextPosition(line: 1, column: 14))
        #expect(text(entry.value.range, of: document) == "2")
    }

    @Test(arguments: [
        "", "\n", "# only a comment", "---\n", "--- # x\n...\n", "{}", "--- {}\n", "\u{FEFF}", "%YAML 1.1\n---\n",
    ])
    func emptyTextIsAnEmptyMapping(_ text: String) throws {
        #expect(try YAMLDocument(Array(text.utf8)).entries.isEmpty)
    }

    @Test(arguments: [
        "a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1\nb: 2", "{a: 1, b: 2}", "---\na: 1\nb: 2\n...\n", " a: 1\n b: 2\n",
    ])
    func readsAllLayouts(_ text: String) throws {
        let document = try YAMLDocument(Array(text.utf8))
        #expect(document.entries.map(\.key) == ["a", "b"])
        #expect(document.entries.map(\.value.scalar?.text) == ["1", "2"])
        let values = document.entries.map { self.text($0.value.range, of: document) }
        #expect(values == ["1", "2"])
    }

    @Test func blockScalarsEndBeforeTheirLastLineBreak() throws {
        let document = try YAMLDocument(Array("a: |\n  x\n  y\n\n# c\nb: >-\n  z".utf8))
        #expect(document.entries.map { text($0.value.range, of: document) } == ["|\n  x\n  y", ">-\n  z"])
        #expect(document["a"]?.value.scalar?.text == "x\ny\n")
    }

    @Test(arguments: ["a:", "a: ~", "a: null", "a: NULL", "{a}", "{a: }"])
    func tellsWhatIsNull(_ text: String) throws {
        #expect(try YAMLDocument(Array(text.utf8))["a"]?.value.scalar?.isNull == true)
    }

    @Test(arguments: ["a: ''", "a: \"null\"", "a: '~'", "a: 0", "a: |\n"])
    func tellsWhatIsNotNull(_ text: String) throws {
        #expect(try YAMLDocument(Array(text.utf8))["a"]?.value.scalar?.isNull == false)
    }

    private func text(_ range: Range<Int>, of document: YAMLDocument) -> String {
        String(decoding: document.source[range], as: UTF8.self)
    }
}

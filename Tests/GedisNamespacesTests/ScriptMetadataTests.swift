import Testing

@testable import GedisNamespaces

/// What sources in Python say of themselves in comments.
@Suite struct ScriptMetadataTests {
    @Test func theBlockIsReadWhereverItStands() throws {
        let source = """
            #!/usr/bin/env python3
            '''Calc.'''
            # /// script
            # requires-python = '>=3.9,<4' # a comment
            # dependencies = [
            #   "attrs",
            #
            #   # none of these
            #   "rich[jupyter] >= 10 ; python_version < \\"4\\"",
            # ]
            # tool.first.key = [1, { a = "}" }]
            # [tool.second]
            # anything = 2026-01-31
            # "quoted" = true
            # ///
            import attrs
            # /// another
            # ///
            """
        let metadata = try ScriptMetadata(Array(source.utf8))
        #expect(metadata.dependencies == ["attrs", "rich[jupyter] >= 10 ; python_version < \"4\""])
        #expect(metadata.dependenciesLine == 5)
        #expect(metadata.requiresPython?.text == ">=3.9,<4")
        #expect(metadata.requiresPythonLine == 4)
        #expect(try ScriptMetadata(Array(source.replacing("\n", with: "\r\n").utf8)) == metadata)
        #expect(try ScriptMetadata(Array("def f(): pass\n".utf8)) == ScriptMetadata())
        #expect(try ScriptMetadata(Array("# /// script\n# ///\n".utf8)) == ScriptMetadata())
    }

    @Test(arguments: [
        ("# /// script\n# dependencies = []\n", 1, "has no end"),
        ("# /// script\n# ///\n\n# /// script\n# ///\n", 4, "there are two"),
        ("# /// script\n# dependencies\n# ///\n", 2, "expected '='"),
        ("# /// script\n# dependencies = [\n# ///\n", 3, "the list has no end"),
        ("# /// script\n# dependencies = [\"a\" \"b\"]\n# ///\n", 2, "expected ',' or ']'"),
        ("# /// script\n# dependencies = [\"--index-url\"]\n# ///\n", 2, "each of the dependencies"),
        ("# /// script\n# dependencies = [1]\n# ///\n", 2, "each of the dependencies"),
        ("# /// script\n# requires-python = \"\"\"a\n# ///\n", 2, "several lines"),
        ("# /// script\n# requires-python = \"=3\"\n# ///\n", 2, "requires-python is a text"),
        ("# /// script\n# requires-python =\n# ///\n", 2, "there is no value"),
        ("# /// script\n# [project]\n# ///\n", 2, "is no table of it"),
        ("# /// script\n# requires-python = \"\\x\"\n# ///\n", 2, "is no escape"),
        ("# /// script\n# dependencies = [] []\n# ///\n", 2, "more behind the value"),
    ]) func aMistakeHasItsLine(_ source: String, _ line: Int, _ text: String) throws {
        let mistake = #expect(throws: ScriptMetadata.Mistake.self) { try ScriptMetadata(Array(source.utf8)) }
        #expect(mistake?.line == line)
        #expect(mistake?.text.contains(text) == true, "\(mistake?.text ?? "")")
    }

    @Test func versionsAreCompared() throws {
        for (specifier, allowed, refused) in [
            (">=3.9", ["3.9.0", "3.11.7", "4.0.0"], ["3.8.20"]),
            (">=3.9, <3.12", ["3.11.7"], ["3.12.0", "3.8.1"]),
            ("==3.11.*", ["3.11.0", "3.11.7"], ["3.12.0", "3.1.1"]),
            ("!=3.11.7,>3", ["3.11.8"], ["3.11.7", "3.0.0"]),
            ("~=3.9", ["3.9.0", "3.12.1"], ["4.0.0", "3.8.0"]),
            ("~=3.9.2", ["3.9.2", "3.9.9"], ["3.10.0", "3.9.1"]),
            ("<=3.11", ["3.11.0", "3.10.9"], ["3.11.1"]),
            ("===3.11.7", ["3.11.7"], ["3.11.8"]),
        ] {
            let read = try #require(VersionSpecifier(specifier))
            for version in allowed { #expect(read.allows(version), "\(specifier) \(version)") }
            for version in refused { #expect(!read.allows(version), "\(specifier) \(version)") }
        }
        for specifier in ["", "3.9", ">=", ">=3.x", ">=3.*", "~=3", ">=3.9,"] {
            #expect(VersionSpecifier(specifier) == nil, "\(specifier)")
        }
    }
}

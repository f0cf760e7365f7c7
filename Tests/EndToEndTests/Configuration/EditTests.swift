import TestSupport
import Testing

/// `gedis server edit`, with programs in the editor's place.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct EditTests {
    @Test func aChangeThatIsRightIsTakenOver() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            try scratch.writeScript(#"sed -i 's/^port: 9900/port: 9901/' "$1""#, to: "editor")
            let editor = ["EDITOR": scratch.path("editor")]
            #expect(try await scratch.done("server", "edit", "main", environment: editor) == "changed server main")
            #expect(try scratch.read("instances/server/main.yaml").contains("port: 9901"))
            #expect(
                try await scratch.done("server", "edit", "main", environment: ["EDITOR": "true"]) == "nothing changed")
        }
    }

    @Test func aMistakeLosesNothing() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            let text = try scratch.read("instances/server/main.yaml")
            try scratch.writeScript(#"sed -i 's/^port: 9900/prot: 9901/' "$1""#, to: "wrong")
            let outcome = try await scratch.gedis(
                "server", "edit", "main", environment: ["VISUAL": scratch.path("wrong"), "TMPDIR": scratch.folder])
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("server/main.yaml:3:1: prot: no such key; did you mean port?"))
            #expect(try scratch.read("instances/server/main.yaml") == text)
            let draft = try #require(outcome.errors.firstMatch(of: #/--draft (\S+)/#)?.1)
            #expect(draft.hasPrefix(scratch.folder))

            try scratch.writeScript(#"sed -i 's/^prot/port/' "$1""#, to: "right")
            try await scratch.done(
                "server", "edit", "main", "--draft", String(draft), environment: ["EDITOR": scratch.path("right")])
            #expect(try scratch.read("instances/server/main.yaml") == text.replacing("9900", with: "9901"))
        }
    }

    @Test func anEditorThatFailsChangesNothing() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            let text = try scratch.read("instances/server/main.yaml")
            let outcome = try await scratch.gedis(
                "server", "edit", "main", environment: ["EDITOR": "false", "TMPDIR": scratch.folder])
            #expect(outcome.code == 5)
            #expect(try scratch.read("instances/server/main.yaml") == text)
            #expect(try await scratch.gedis("server", "edit", "other", environment: ["EDITOR": "true"]).code == 3)
        }
    }
}

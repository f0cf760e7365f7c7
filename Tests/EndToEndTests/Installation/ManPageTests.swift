import Foundation
import TestSupport
import Testing

/// The man pages that are made from the help.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ManPageTests {
    @Test func thereIsAPageForEachNounWithAllItsVerbs() async throws {
        try await withScratch { scratch in
            let help = try await scratch.run(Tool.path, ["--experimental-dump-help"]).output
            let program = URL(filePath: #filePath).appending(path: "../../../../Packaging/man_pages.py").standardized
                .path
            let outcome = try await scratch.run(
                Tool.python, [program, scratch.path("man"), "0.1.0", "2026-01-31"], input: help)
            try #require(outcome.code == 0, "\(outcome.errors)")

            struct Help: Decodable {
                struct Command: Decodable {
                    var commandName: String
                    var shouldDisplay: Bool?
                    var subcommands: [Command]?
                }
                var command: Command
            }
            let tool = try JSONDecoder().decode(Help.self, from: Data(help.utf8)).command
            let nouns = (tool.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
            #expect(nouns.count > 8)
            let pages = try FileManager.default.contentsOfDirectory(atPath: scratch.path("man"))
            #expect(Set(pages) == Set(["gedis.1"] + nouns.map { "gedis-\($0.commandName).1" }))
            for noun in nouns {
                let page = try scratch.read("man/gedis-\(noun.commandName).1")
                #expect(page.hasPrefix(".TH GEDIS-\(noun.commandName.uppercased()) 1 \"2026-01-31\" \"gedis 0.1.0\""))
                for verb in noun.subcommands ?? [] where verb.shouldDisplay != false && verb.commandName != "help" {
                    let title = "\(noun.commandName) \(verb.commandName)".replacing("-", with: "\\-")
                    #expect(page.contains("\n.SS \(title)\n"), "\(title)")
                }
            }
            let server = try scratch.read("man/gedis-server.1")
            #expect(server.contains("\n.TP\n\\fB\\-\\-detach\\fR\nLeave the server running in the background"))
        }
    }

    @Test func noWordOfTheHelpIsARequestOfRoff() async throws {
        try await withScratch { scratch in
            let help = """
                {"command": {"commandName": "x", "abstract": "Does it.", "discussion": ".so /etc/passwd\\n'quoted' back\\\\slash"}}
                """
            let program = URL(filePath: #filePath).appending(path: "../../../../Packaging/man_pages.py").standardized
                .path
            let outcome = try await scratch.run(Tool.python, [program, scratch.path("man"), "1", "day"], input: help)
            try #require(outcome.code == 0, "\(outcome.errors)")
            let page = try scratch.read("man/x.1")
            #expect(page.contains("\n\\&.so /etc/passwd\n\\(aqquoted\\(aq back\\eslash\n"))
        }
    }
}

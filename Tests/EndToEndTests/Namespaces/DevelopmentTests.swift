import Foundation
import Subprocess
import TestSupport
import Testing

/// `gedis dev`: files served without a repo, and taken over at each save.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct DevelopmentTests {
    @Test func aFileIsServedWatchedAndLeavesNothingBehind() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            try scratch.write(Source.broken, to: "work/other.swift")
            try scratch.makeFolder("temporary")
            let before = try scratch.contents(of: "")
            try await development(scratch, "calc.swift", "work/other.swift") { greeting, errors, _ in
                let match = try #require(
                    greeting.firstMatch(
                        of:
                            #/^calc: sum mean · other has errors · redis-cli -p (\d+) · (http://\S+) · saves are taken over · Ctrl-C ends it$/#
                    ), "\(greeting)")
                let port = try #require(Int(match.1))
                try await errors.until("work/other.swift:4:37: error: cannot find 'missing' in scope")
                #expect(try await scratch.redisCLI(port, "calc.sum", "1", "2") == "3")
                let page = try await scratch.run("curl", ["-s", "\(match.2)"])
                #expect(page.output.contains("<html"))

                try scratch.write(Source.greeter("mended"), to: "work/other.swift")
                try await errors.until("added=other")
                #expect(try await scratch.redisCLI(port, "other.greet") == "mended")
                try scratch.write(Source.broken, to: "calc.swift")
                try await errors.until("calc.swift:4:37: error: cannot find 'missing' in scope")
                #expect(try await scratch.redisCLI(port, "calc.sum", "1", "2") == "3")
                try scratch.write(Source.calc, to: "calc.swift")
                try scratch.write(Source.broken, to: "work/other.swift")
            }
            #expect(try scratch.contents(of: "").keys.sorted() == before.keys.sorted())
        }
    }

    @Test func aFolderIsServedWithWhatLiesBesideIt() async throws {
        try await withScratch { scratch in
            try scratch.write("import Shared\nstruct Calc { func one() -> Int { Number.one } }", to: "calc/calc.swift")
            try scratch.write("public enum Number { public static let one = 1 }", to: "shared/number.swift")
            try await development(scratch, "calc") { greeting, errors, _ in
                let port = try #require(Int(greeting.firstMatch(of: #/^calc · one · redis-cli -p (\d+)/#)?.1 ?? ""))
                #expect(try await scratch.redisCLI(port, "calc.one") == "1")
                try scratch.write("public enum Number { public static let one = 11 }", to: "shared/number.swift")
                try await errors.until("replaced=calc")
                #expect(try await scratch.redisCLI(port, "calc.one") == "11")
            }
        }
    }

    @Test func aCrashIsShownAndTheServerGoesOnWhereItListened() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.crasher, to: "crasher.swift")
            try await development(scratch, "crasher.swift") { greeting, errors, _ in
                let port = try #require(Int(greeting.firstMatch(of: #/redis-cli -p (\d+)/#)?.1 ?? ""), "\(greeting)")
                _ = try await scratch.redisCLI(port, "crasher.div", "1", "0")
                try await errors.until("the server crashed while")
                #expect(try await scratch.redisCLI(port, "crasher.div", "6", "3") == "2")
            }
            #expect(try scratch.contents(of: "temporary").isEmpty)
        }
    }

    @Test func theDefinitionTakesWhatIsSet() async throws {
        try await withScratch { scratch in
            try scratch.write(
                """
                struct Scale {
                    struct Settings: Decodable { var factor: Int }
                    let settings: Settings
                    init(settings: Settings) { self.settings = settings }
                    func times(_ number: Int) -> Int { number * settings.factor }
                }
                """, to: "scale.swift")
            let words = ["scale.swift", "--set", "namespaces.scale.settings.factor=7"]
            try await development(scratch, words) { greeting, _, _ in
                let port = try #require(Int(greeting.firstMatch(of: #/redis-cli -p (\d+)/#)?.1 ?? ""), "\(greeting)")
                #expect(try await scratch.redisCLI(port, "scale.times", "6") == "42")
            }
            let wrong = try await scratch.gedis("dev", "scale.swift", "--set", "colour=red")
            #expect(wrong.code == 2)
            #expect(wrong.errors.contains("colour"))
        }
    }

    @Test func whatCannotBeServedIsSaid() async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.gedis("dev", "missing.swift")
            #expect(outcome.code == 5)
            #expect(outcome.errors == "missing.swift: no such file\n")
            try scratch.write(Source.calc, to: "calc.swift")
            try scratch.write(Source.calc, to: "other/Calc.swift")
            let twice = try await scratch.gedis("dev", "calc.swift", "other/Calc.swift")
            #expect(twice.code == 2)
            #expect(twice.errors == "other/Calc.swift and calc.swift are both named calc\n")
        }
    }

    private struct Lines {
        var lines: ForegroundServer.Lines

        /// Reads until a line has some text in it.
        mutating func until(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
            while let line = try await lines.next() { if line.contains(text) { return } }
            Issue.record("there was no '\(text)'", sourceLocation: sourceLocation)
        }
    }

    private func development(
        _ scratch: Scratch, _ files: String...,
        body: (_ greeting: String, _ errors: inout Lines, _ pid: Int32) async throws -> Void
    ) async throws {
        try await development(scratch, files, body: body)
    }

    private func development(
        _ scratch: Scratch, _ words: [String],
        body: (_ greeting: String, _ errors: inout Lines, _ pid: Int32) async throws -> Void
    ) async throws {
        try scratch.makeFolder("temporary")
        let result = try await Subprocess.run(
            scratch.configuration(Tool.path, ["dev"] + words, ["TMPDIR": scratch.path("temporary")]), input: .none,
            output: .sequence, error: .sequence
        ) { execution in
            do {
                var output = execution.standardOutput.strings().makeAsyncIterator()
                var errors = Lines(lines: execution.standardError.strings().makeAsyncIterator())
                let greeting = try await output.next() ?? ""
                try await body(greeting, &errors, Int32(execution.processIdentifier.value))
                try execution.send(signal: .interrupt)
                while try await errors.lines.next() != nil {}
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
        }
        #expect(result.terminationStatus.isSuccess)
    }
}

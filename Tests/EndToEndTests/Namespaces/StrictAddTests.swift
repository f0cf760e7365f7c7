import TestSupport
import Testing

/// `gedis server add --strict`.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StrictAddTests {
    @Test func whatBreaksCallersIsRefusedAndChangesNothing() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift", "--strict")
            let before = try scratch.contents(of: "instances")

            let narrower = Source.calc.replacing("_ b: Int = 0", with: "_ b: UInt8")
                .replacing("a + b", with: "a + Int(b)").replacing("func mean", with: "func average")
            try scratch.write(narrower, to: "calc.swift")
            let refused = try await scratch.gedis("server", "add", "main", "calc.swift", "--strict")
            #expect(refused.code == 2 && refused.output == "")
            #expect(
                refused.errors.contains(
                    """
                    namespace calc breaks what was served, and stays as it was:
                    calc.sum: parameter 'b' is required now
                    calc.mean is gone
                    """), "\(refused.errors)")
            #expect(try scratch.contents(of: "instances") == before)
            #expect(try await scratch.redisCLI(server.port, "calc.mean", "1", "2") == "1.5")

            let wider = Source.calc.replacing("_ b: Int = 0", with: "_ b: Int = 0, _ c: Int = 0")
            try scratch.write(wider, to: "calc.swift")
            let replaced = try await scratch.done("server", "add", "main", "calc.swift", "--strict")
            #expect(replaced.hasPrefix("replaced namespace calc"))
            try scratch.write(narrower, to: "calc.swift")
            #expect(try await scratch.done("server", "add", "main", "calc.swift").hasPrefix("replaced namespace calc"))
            let mounted = try await scratch.gedis(
                "server", "add", "main", "--mount", "redis://localhost", "--as", "other", "--strict")
            #expect(mounted.code == 2 && mounted.errors.contains("not for --mount"))
        }
    }

    @Test func itComparesWhatIsWrittenInPythonToo() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            try scratch.write("def sum(a: int, b: int = 2) -> int:\n    return a + b\n", to: "calc.py")
            try await scratch.done("server", "add", "main", "calc.py", "--strict")
            try scratch.write("def sum(a: int, b: int = 2) -> str:\n    return str(a + b)\n", to: "calc.py")
            let refused = try await scratch.gedis("server", "add", "main", "calc.py", "--strict")
            #expect(refused.code == 2)
            #expect(
                refused.errors.contains("calc.sum: the result was integer, and is text"), "\(refused.errors)")
        }
    }
}

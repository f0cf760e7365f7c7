import TestSupport
import Testing

/// Adding namespaces to a server and taking them away, while it runs.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct AddTests {
    @Test func aMistakeInTheSourceIsShownWhereTheAuthorMadeItAndChangesNothing() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let before = try scratch.contents(of: "instances")

            try scratch.makeFolder("work")
            try scratch.write(Source.broken, to: "work/calc.swift")
            let outcome = try await scratch.gedis("server", "add", "main", "work/calc.swift")
            #expect(outcome.code == 5)
            #expect(outcome.output == "")
            #expect(
                outcome.errors.contains("work/calc.swift:4:37: error: cannot find 'missing' in scope"),
                "\(outcome.errors)")
            #expect(try scratch.contents(of: "instances") == before)
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2") == "3")

            try scratch.write(Source.broken, to: "work/other.swift")
            #expect(try await scratch.gedis("server", "add", "main", "work/other.swift").code == 5)
            #expect(try scratch.contents(of: "instances") == before)
        }
    }

    @Test func addingAgainTakesTheNewSourceForTheOldOne() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            try scratch.write(Source.greeter("hello"), to: "calc.swift")
            let replaced = try await scratch.done("server", "add", "main", "calc.swift")
            #expect(replaced.hasPrefix("replaced namespace calc · greet · live in "))
            #expect(try await scratch.redisCLI(server.port, "calc.greet") == "hello")
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2").hasPrefix("ERR unknown command"))
            #expect(try scratch.read("instances/server/main/calc.swift") == Source.greeter("hello"))
        }
    }

    @Test func aRunningServerTakesWhatAddingHasCompiled() async throws {
        try await withScratch { scratch in
            let cache = ["XDG_CACHE_HOME": scratch.path("cache")]
            try await scratch.done("server", "create", "main", "port=0")
            _ = try await scratch.startAgain(environment: cache)
            try scratch.write(Source.calc, to: "Calc.swift")
            try await scratch.done("server", "add", "main", "Calc.swift", environment: cache)
            let libraries = try scratch.contents(of: "cache").keys.filter { $0.hasSuffix("/namespace.so") }
            #expect(libraries.count == 1)
        }
    }

    @Test func aNamespaceHasTheNameThatIsAskedFor() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "Calc.swift")
            let added = try await scratch.done("server", "add", "main", "Calc.swift", "--namespace", "maths")
            #expect(added.hasPrefix("added namespace maths · sum mean"))
            #expect(try await scratch.redisCLI(server.port, "maths.sum", "1", "2") == "3")
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2").hasPrefix("ERR unknown command"))
            #expect(scratch.exists("instances/server/main/maths.swift"))
            #expect(scratch.exists("instances/server/main/generated/maths.swift"))

            let refused = try await scratch.gedis("server", "add", "main", "Calc.swift", "--namespace", "a.b")
            #expect(refused.code == 2)
        }
    }

    @Test func removingTakesTheCommandsAwayAtOnce() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            #expect(
                try await scratch.done("server", "remove", "main", "calc", "--force") == "removed namespace calc · live"
            )
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1").hasPrefix("ERR unknown command"))
            #expect(!scratch.exists("instances/server/main/calc.swift"))
            #expect(!scratch.exists("instances/server/main/generated/calc.swift"))
            #expect(try await scratch.gedis("server", "remove", "main", "calc").code == 3)
        }
    }

    @Test func aSourceThatGitDoesNotHaveIsRemovedOnlyByForce() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let before = try scratch.contents(of: "instances")
            let refused = try await scratch.gedis("server", "remove", "main", "calc")
            #expect(refused.code == 2)
            #expect(
                refused.errors.contains("instances/server/main/calc.swift would be lost: it is in no git repository"),
                "\(refused.errors)")
            #expect(try scratch.contents(of: "instances") == before)
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2") == "3")
            try await scratch.done("server", "remove", "main", "calc", "--force")
            #expect(!scratch.exists("instances/server/main/calc.swift"))
        }
    }

    /// The other source is half edited, so that the server refuses every reload.
    @Test func whatARunningServerRefusesIsNotInTheRepoEither() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            try scratch.write(Source.broken, to: "instances/server/main/other.swift")
            let before = try scratch.contents(of: "instances")

            let removed = try await scratch.gedis("server", "remove", "main", "calc", "--force")
            #expect(removed.code == 5)
            #expect(removed.errors.contains("the running server goes on with what it had"), "\(removed.errors)")
            #expect(try scratch.contents(of: "instances") == before)

            try scratch.write(Source.greeter("hello"), to: "greeter.swift")
            #expect(try await scratch.gedis("server", "add", "main", "greeter.swift").code == 5)
            #expect(try scratch.contents(of: "instances") == before)
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2") == "3")
        }
    }

    @Test func aServerThatDoesNotRunGetsItsNamespacesToo() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            #expect(try await scratch.gedis("server", "add", "main", "calc.swift").code == 3)
            try await scratch.done("server", "create", "main", "port=0")
            #expect(
                try await scratch.done("server", "add", "main", "calc.swift")
                    == "added namespace calc · sum mean · main is not running")
            let server = try await scratch.startAgain()
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2") == "3")
            try await scratch.done("server", "stop", "main")
            #expect(
                try await scratch.done("server", "remove", "main", "calc", "--force")
                    == "removed namespace calc · main is not running")
        }
    }

    @Test func aFileThatIsMissingIsNamed() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let outcome = try await scratch.gedis("server", "add", "main", "nowhere.swift")
            #expect(outcome.code == 5 || outcome.code == 3)
            #expect(outcome.errors.contains("nowhere.swift"))
        }
    }
}

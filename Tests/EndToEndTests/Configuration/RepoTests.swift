import TestSupport
import Testing

/// Where the config repo is found, and checking it as a whole.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RepoTests {
    @Test func theRepoIsFoundByTheFirstRuleThatHolds() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("option")
            try scratch.makeFolder("variable")
            let variable = ["GEDIS_REPO": scratch.path("variable")]
            let option = try await scratch.gedis(
                "config", "path", "--repo", scratch.path("option"), environment: variable)
            #expect(option.output == scratch.path("option\n"))
            #expect(option.errors == "by --repo\n")
            let byVariable = try await scratch.gedis("config", "path", environment: variable)
            #expect(byVariable.output == scratch.path("variable\n"))
            #expect(byVariable.errors.contains("GEDIS_REPO"))
            let here = try await scratch.gedis("config", "path")
            #expect(here.output == scratch.path("instances\n"))
            #expect(here.errors == "by instances/ in the working folder\n")

            try scratch.makeFolder("a/b")
            let tool = Tool.path.hasPrefix("/") ? Tool.path : scratch.path(Tool.path)
            let above = try await scratch.run("env", ["-C", scratch.path("a/b"), tool, "config", "path"])
            #expect(above.output == scratch.path("instances\n"))
            let own = try await scratch.run("env", ["-C", "/", tool, "config", "path"])
            #expect(own.output == scratch.path("config/gedis\n"))
            #expect(own.errors == "by the user's own\n")
        }
    }

    @Test func everyMistakeOfTheRepoIsListedWithItsPlace() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            let sound = try await scratch.done("config", "validate")
            #expect(sound == "1 definition in \(scratch.path("instances")): no errors")
            try scratch.makeFolder("instances/client")
            try scratch.makeFolder("instances/backend")
            try scratch.write("port: 1\n  prot: 2\n", to: "instances/client/a.yaml")
            try scratch.write("ssl: perhaps\nprot: 2\n", to: "instances/client/b.yaml")
            try scratch.write("type: memry\n", to: "instances/backend/c.yaml")
            let outcome = try await scratch.gedis("config", "validate")
            #expect(outcome.code == 2)
            #expect(outcome.output.contains("error: client/a.yaml:2:"), "\(outcome.output)")
            #expect(outcome.output.contains("error: client/b.yaml:1:6: ssl: 'perhaps' is neither true nor false\n"))
            #expect(outcome.output.contains("error: client/b.yaml:2:1: prot: no such key; did you mean port?\n"))
            #expect(outcome.output.contains("error: backend/c.yaml:1:7: type: "))
            #expect(outcome.errors == "4 errors in \(scratch.path("instances"))\n")
        }
    }

    @Test func aMistakeInHowTheToolIsCalledIsAUsageError() async throws {
        try await withScratch { scratch in
            for words in [["nonsense"], ["server", "strat"], ["server", "list", "--nope"], ["client", "call"]] {
                let outcome = try await scratch.run(Tool.path, words)
                #expect(outcome.code == 2, "\(words)")
                #expect(outcome.output == "")
                #expect(outcome.errors.contains("Usage: gedis "))
            }
            let help = try await scratch.done("--help")
            #expect(help.contains("Exit codes: 0 done, 1 the command replied an error"))
        }
    }
}

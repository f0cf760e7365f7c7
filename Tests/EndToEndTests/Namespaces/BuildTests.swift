import TestSupport
import Testing

/// Servers that run where there is no compiler, and what the tool says of commands.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct BuildTests {
    @Test func whatWasBuiltAheadStartsWithoutACompiler() async throws {
        try await withScratch { scratch in
            let cache = ["XDG_CACHE_HOME": scratch.path("cache")]
            let bare = cache.merging(["GEDIS_SWIFTC": "/nonexistent", "PATH": "/nonexistent"]) { $1 }
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.makeFolder("instances/server/main")
            try scratch.write(Source.calc, to: "instances/server/main/calc.swift")

            let refused = try await scratch.gedis("server", "start", "main", "--detach", environment: bare)
            #expect(refused.code == 5)
            #expect(refused.errors.contains("swiftc"), "\(refused.errors)")

            let built = try await scratch.done("server", "build", "main", environment: cache)
            #expect(built.hasPrefix("built calc · "))
            #expect(try await scratch.done("server", "build", "main", environment: bare).hasPrefix("up to date calc"))
            #expect(
                try scratch.read("instances/server/main/generated/calc.swift").hasPrefix(
                    "// Generated from calc.swift. Do not edit."))
            let server = try await scratch.startAgain(environment: bare)
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2") == "3")
        }
    }

    @Test func aServerWithoutNamespacesOfItsOwnNeedsNoCompiler() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let server = try await scratch.startAgain(environment: ["GEDIS_SWIFTC": "/nonexistent"])
            #expect(try await scratch.redisCLI(server.port, "system.ping") == "PONG")
        }
    }

    @Test func theCommandsAreListedWithArgumentsTypesAndHelp() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let table = try await scratch.done("server", "commands", "main")
            #expect(table.contains(#/calc\.sum +a:Int \[b:Int=0\] +Int +Adds two numbers\./#), "\(table)")
            #expect(table.contains(#/calc\.mean +\[numbers:Double …\] +Double +The mean of numbers\./#), "\(table)")
            #expect(table.contains(#/system\.ping +- /#), "\(table)")

            struct Row: Decodable { var command: String }
            let rows = try await scratch.listing(Row.self, "server", "commands", "main")
            #expect(
                rows.map(\.command) == [
                    "system.ping", "system.set", "system.get", "system.incr", "system.delete", "system.keys",
                    "calc.sum",
                    "calc.mean",
                ])
        }
    }
}

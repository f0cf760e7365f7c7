import TestSupport
import Testing

/// Namespaces that are live as soon as they are saved.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WatchTests {
    /// Sends batches of requests without a pause while another process saves; checks each reply's place and content.
    ///
    /// It goes on until it has seen the last version, and until it has sent as many requests as it should.
    private static let client = """
        import os, redis, sys
        port, source, versions, least = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
        text = open(source).read()
        client = redis.Redis(port=port)
        sent, seen = 0, 0
        for version in range(1, versions + 1):
            with open(source + '.new', 'w') as file:
                file.write(text.replace('"0"', f'"{version}"'))
            os.rename(source + '.new', source)
            goal = least * version // versions
            while seen < version or sent < goal:
                pipeline = client.pipeline(transaction=False)
                for number in range(sent, sent + 500):
                    pipeline.execute_command('calc.echo', number)
                for number, reply in enumerate(pipeline.execute(), sent):
                    answered, echoed = reply.split()
                    assert int(echoed) == number, (number, reply)
                    assert seen <= int(answered) <= version, (seen, version, reply)
                    seen = int(answered)
                sent += 500
        print(seen, sent >= least)
        """

    @Test func noRequestIsLostOrAnsweredOutOfOrderAcross20Reloads() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.versioned, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let server = try RunningServer(
                greeting: try await scratch.done("server", "start", "main", "--detach", "--watch"))
            let printed = try await scratch.python(
                Self.client, "\(server.port)", scratch.path("instances/server/main/calc.swift"), "20", "200000")
            #expect(printed == "20 True")
        }
    }

    @Test func aFolderAndWhatIsSharedAreWatched() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let calc = """
                import GedisKit
                import Shared

                struct Calc {
                    func word() -> String { Word.word + suffix }
                }

                """
            try scratch.write(
                "public enum Word { public static let word = \"a\" }\n", to: "instances/server/main/shared/word.swift")
            try scratch.write(calc, to: "Calc/calc.swift")
            try scratch.write("let suffix = \"1\"\n", to: "Calc/parts/suffix.swift")
            #expect(try await scratch.done("server", "add", "main", "Calc").hasPrefix("added namespace calc · word · "))
            #expect(try await scratch.done("server", "commands", "main").contains("calc.word"))
            #expect(try await scratch.done("server", "build", "main").hasPrefix("up to date calc · "))
            try await scratch.done("config", "validate")
            try await scratch.foreground("server", "start", "main", "--watch") { server in
                #expect(try await scratch.redisCLI(server.port, "calc.word") == "a1")
                try scratch.write("let suffix = \"2\"\n", to: "instances/server/main/calc/parts/suffix.swift")
                try await server.logs("replaced=calc")
                #expect(try await scratch.redisCLI(server.port, "calc.word") == "a2")
                try scratch.write(
                    "public enum Word { public static let word = b }\n", to: "instances/server/main/shared/word.swift")
                try await server.logs("shared/word.swift:1:45: error: cannot find 'b' in scope")
                try scratch.write(
                    "public enum Word { public static let word = \"b\" }\n",
                    to: "instances/server/main/shared/word.swift")
                try await server.logs("replaced=calc")
                #expect(try await scratch.redisCLI(server.port, "calc.word") == "b2")
            }
            #expect(try await scratch.gedis("server", "remove", "main", "calc").code == 2)
            try await scratch.done("server", "remove", "main", "calc", "--force")
            #expect(!scratch.exists("instances/server/main/calc"))
        }
    }

    @Test func aMistakeIsLoggedAndWhatWasLoadedGoesOnServing() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.greeter("hello"), to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            try await scratch.foreground("server", "start", "main", "--watch") { server in
                try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
                try await server.logs("calc.swift:4:37: error: cannot find 'missing' in scope")
                #expect(try await scratch.redisCLI(server.port, "calc.greet") == "hello")
                try scratch.write(Source.greeter("mended"), to: "instances/server/main/calc.swift")
                try await server.logs("reloaded · namespaces=\"system calc\" replaced=calc")
                #expect(try await scratch.redisCLI(server.port, "calc.greet") == "mended")
            }
        }
    }
}

import TestSupport
import Testing

/// The first minutes with gedis, as its documentation shows them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct TranscriptTests {
    @Test func theWayFromNothingToARunningServerWithTLS() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "Calc.swift")
            #expect(
                try await scratch.done("server", "create", "main") == "created server main · instances/server/main.yaml"
            )
            // The port of the documentation may be taken on the machine that runs the tests.
            let port = try freePort()
            try await scratch.done("server", "set", "main", "port=\(port)")

            try await scratch.foreground("server", "start", "main") { server in
                #expect(server.greeting == "main · listening on localhost:\(port) · namespaces: system (6 commands)")
                #expect(try await scratch.done("client", "call", "main", "system.ping") == "PONG")
                #expect(try await scratch.redisCLI(port, "system.ping") == "PONG")
                let added = try await scratch.done("server", "add", "main", "./Calc.swift")
                #expect(
                    added.wholeMatch(of: #/added namespace calc · sum mean · live in \d+\.\d s/#) != nil, "\(added)")
                #expect(
                    try await scratch.redisCLI(port, "calc.sum", "1", "two")
                        == "ERR calc.sum: argument 2 'b' must be an integer, got \"two\"\n")
            }

            try await scratch.done("cert", "generate", "main")
            #expect(scratch.exists("instances/server/main/tls/key.pem"))
            #expect(scratch.exists("instances/server/main/tls/cert.pem"))
            try await scratch.done("server", "set", "main", "ssl=true")
            let server = try await scratch.startAgain()
            #expect(
                server.greeting
                    == "main · listening on localhost:\(port) · namespaces: system (6 commands), calc (2 commands) "
                    + "· pid \(server.pid)")
            let list = try await scratch.done("server", "list").split(separator: "\n")
            try #require(list.count == 2)
            #expect(list[0].split(separator: " ") == ["NAME", "ADDRESS", "TLS", "BACKEND", "NAMESPACES", "STATE"])
            let cells = list[1].split(separator: "  ").map { $0.trimmingPrefix(" ") }
            #expect(cells.dropLast() == ["main", "localhost:\(port)", "yes", "-", "system calc"])
            #expect(cells.last?.wholeMatch(of: #/running \(pid \d+, up \d+ s\)/#) != nil, "\(list[1])")
        }
    }

    @Test func aServerHasPort9900OnLocalhostAndNoTLS() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            let list = try await scratch.done("server", "list")
            #expect(list.contains(#/main +localhost:9900 +no +- +system +stopped/#), "\(list)")
        }
    }
}

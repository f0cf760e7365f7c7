import Foundation
import TestSupport
import Testing

/// Servers whose definitions are of several files.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct LayeredDefinitionTests {
    struct Line: Decodable {
        var key: String
        var value: String?
        var from: String
    }

    struct Row: Decodable {
        var action: String
        var reasons: [String]
    }

    private func plan(_ scratch: Scratch, _ words: String...) async throws -> [Row] {
        let outcome = try await scratch.run(Tool.path, ["plan", "--json"] + words)
        return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
    }

    @Test func aServerKeepsItsEnvironmentAndSeesWhatItShares() async throws {
        try await withScratch { scratch in
            try scratch.write("defaults: {server: {port: 0, max_connections: 11}}\n", to: "instances/gedis.yaml")
            try scratch.write("idle_timeout: 60\n", to: "instances/template/base.yaml")
            try await scratch.done("server", "create", "main", "extends=base", "threads=1")
            try scratch.write("max_connections: ${env:MANY}\n", to: "instances/server/main.prod.yaml")
            let many = ["MANY": "12"]
            let shown = try await scratch.done(
                "server", "show", "main", "--effective", "--environment", "prod", "--output", "json", environment: many)
            let lines = try JSONDecoder().decode([Line].self, from: Data(shown.utf8))
            func line(_ key: String) -> [String?] { lines.filter { $0.key == key }.flatMap { [$0.value, $0.from] } }
            #expect(line("max_connections") == ["12", "server/main.prod.yaml:1"])
            #expect(line("port") == ["0", "gedis.yaml:1"])
            #expect(line("idle_timeout") == ["60", "template/base.yaml:1"])
            #expect(line("threads") == ["1", "server/main.yaml:3"])
            #expect(line("addr") == ["localhost", "default"])

            let wrong = try await scratch.gedis("server", "start", "main", "--detach", "--environment", "prd")
            #expect(wrong.code == 3 && wrong.errors.contains("no environment 'prd'"), "\(wrong.errors)")
            try scratch.write("max_connections: 12\n", to: "instances/server/main.prod.yaml")
            try await scratch.done("server", "start", "main", "--detach", "--environment", "prod")
            #expect(try await plan(scratch).map(\.action) == ["nothing"])
            let without = try await plan(scratch, "--environment", "")
            #expect(without.map(\.reasons) == [["~ --environment", "~ max_connections"]])

            try scratch.write("defaults: {server: {port: 0, tcp_keepalive: 9}}\n", to: "instances/gedis.yaml")
            let waiting = try await plan(scratch)
            #expect(waiting.map(\.action) == ["reload"] && waiting[0].reasons == ["~ tcp_keepalive"])
            try await scratch.done("server", "reload", "main")
            #expect(try await plan(scratch).map(\.action) == ["nothing"])
            let template = "idle_timeout: 60\nthreads: 2\nslowlog_milliseconds: 3\n"
            try scratch.write(template, to: "instances/template/base.yaml")
            #expect(try await plan(scratch).map(\.reasons) == [["~ slowlog_milliseconds"]])
            try await scratch.done("server", "restart", "main")
            #expect(try await plan(scratch).map(\.action) == ["nothing"])
            #expect(try await plan(scratch, "--environment", "prod").map(\.action) == ["nothing"])

            try scratch.write("port: x\n", to: "instances/template/base.yaml")
            let broken = try await scratch.gedis("apply")
            #expect(broken.code == 2 || broken.code == 5)
            #expect((broken.output + broken.errors).contains("template/base.yaml:1:7: port: x is not a port"))
        }
    }

    @Test func aClientReadsADefinitionAsItsServerDid() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write("password: geheim\n", to: "instances/server/main.prod.yaml")
            try await scratch.done("server", "start", "main", "--detach", "--environment", "prod")
            #expect(try await scratch.done("client", "call", "main", "PING") == "PONG")
        }
    }

    @Test func anApplyThatFailsPutsBackWhatWasShared() async throws {
        try await withScratch { scratch in
            try scratch.write("defaults: {server: {port: 0}}\n", to: "instances/gedis.yaml")
            try scratch.write("slowlog_milliseconds: 3\n", to: "instances/template/base.yaml")
            try await scratch.done("server", "create", "main", "extends=base")
            try scratch.write("def ping() -> str:\n    return \"one\"\n", to: "instances/server/main/tools.py")
            try await scratch.done("server", "start", "main", "--detach")
            try scratch.write("slowlog_milliseconds: 4\n", to: "instances/template/base.yaml")
            try scratch.write("import nowhere\n", to: "instances/server/main/tools.py")
            let failed = try await scratch.gedis("apply")
            #expect(failed.code != 0)
            #expect(try await scratch.done("client", "call", "main", "tools.ping") == "one")
            #expect(try await plan(scratch)[0].reasons.contains("~ slowlog_milliseconds"))
        }
    }
}

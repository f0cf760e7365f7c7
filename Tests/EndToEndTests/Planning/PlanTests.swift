import Foundation
import Glibc
import TestSupport
import Testing

/// What runs, compared with what the repo says.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PlanTests {
    struct Row: Decodable {
        struct Change: Decodable, Equatable {
            var subject: String
            var name: String
            var change: String
            var activation: String
        }

        var name: String
        var action: String
        var reasons: [String]
        var changes: [Change]
        var notes: [String]
    }

    private func plan(_ scratch: Scratch, _ names: String..., code: Int32) async throws -> [Row] {
        let outcome = try await scratch.run(Tool.path, ["plan", "--json"] + names)
        #expect(outcome.code == code, "\(outcome.output)\(outcome.errors)")
        return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
    }

    private static let ping = "def ping() -> str:\n    return \"one\"\n"

    @Test func eachKindOfDifferenceHasItsAction() async throws {
        try await withScratch { scratch in
            for name in ["fresh", "gone", "main", "same"] {
                try await scratch.done("server", "create", name, "port=0", "users.vito.password=x")
                if name != "fresh" { try await scratch.done("server", "start", name, "--detach") }
            }
            let first = try await plan(scratch, code: 10)
            #expect(first.map(\.name) == ["fresh", "gone", "main", "same"])
            #expect(first.map(\.action) == ["start", "nothing", "nothing", "nothing"])
            #expect(first[0].reasons == ["it is new"])

            try scratch.write(Self.ping, to: "instances/server/main/tools.py")
            unlink(scratch.path("instances/server/gone.yaml"))
            let second = try await plan(scratch, code: 10)
            #expect(second.map(\.name) == ["gone", "fresh", "main", "same"])
            #expect(second.map(\.action) == ["stop", "start", "reload", "nothing"])
            #expect(second[2].reasons == ["+ namespace tools"])

            try await scratch.done("server", "set", "main", "users.vito.commands=ping", "threads=3")
            let third = try await plan(scratch, "main", "same", code: 10)
            #expect(third.map(\.action) == ["restart", "nothing"])
            #expect(third[0].reasons == ["~ threads", "~ users.vito.commands", "+ namespace tools"])
            #expect(
                third[0].changes.first
                    == Row.Change(subject: "key", name: "threads", change: "changed", activation: "restart"))
            #expect(try await plan(scratch, "same", code: 0).map(\.action) == ["nothing"])
            let table = try await scratch.gedis("plan", "main")
            #expect(
                table.output.contains(#/main +restart +~ threads, ~ users.vito.commands, \+ namespace tools/#),
                "\(table.output)")
        }
    }

    @Test func aReloadLeavesWhatOnlyARestartTakesOver() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            try await scratch.done("server", "set", "main", "threads=3", "log_level=debug")
            try await scratch.done("server", "reload", "main")
            #expect(try await plan(scratch, code: 10).map(\.reasons) == [["~ threads"]])
            #expect(try await scratch.done("server", "list").contains(" · restart waits: ~ threads"))
            struct Server: Decodable {
                var port: Int
                var state: String
                var uptime_seconds: Int
                var pending: String?
                var reasons: [String]
            }
            let rows = try await scratch.listing(Server.self, "server", "list")
            #expect(rows.first?.state == "running" && rows.first?.pending == "restart")
            #expect(rows.first?.reasons == ["~ threads"])
            try await scratch.done("server", "set", "main", "threads=0")
            #expect(try await plan(scratch, code: 0).map(\.action) == ["nothing"])
        }
    }

    @Test func whatIsWrongInTheRepoIsSaidWithItsPlace() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            try scratch.write("port: x\n", to: "instances/server/main.yaml")
            let outcome = try await scratch.gedis("plan")
            #expect(outcome.code == 2)
            #expect(outcome.output.contains("mend"), "\(outcome.output)")
            #expect(outcome.errors.contains("server/main.yaml:1:7: port"), "\(outcome.errors)")
            #expect(try await scratch.gedis("plan", "none").code == 3)
        }
    }

    @Test func whatDeservesAttentionIsNoted() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "ssl=true")
            try await scratch.done("cert", "generate", "main", "--days", "5")
            _ = try await scratch.run("git", ["init", "-q", "instances"])
            _ = try await scratch.startAgain()
            let rows = try await plan(scratch, code: 0)
            let notes = rows[0].notes.joined(separator: "\n")
            #expect(notes.contains("expires in"), "\(notes)")
            #expect(notes.contains("git does not have it: server/main.yaml"), "\(notes)")
        }
    }
}

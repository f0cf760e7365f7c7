import Foundation
import Glibc
import TestSupport
import Testing

/// Servers that are made to run as the repo says.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct ApplyTests {
    private func tools(_ reply: String) -> String { "def ping() -> str:\n    return \"\(reply)\"\n" }

    /// The TCP port of a server that runs.
    private func port(_ scratch: Scratch, _ name: String) async throws -> Int {
        struct Row: Decodable { var name: String, port: Int? }
        return try #require(
            try await scratch.listing(Row.self, "server", "list").first { $0.name == name }?.port)
    }

    @Test func allIsDoneOnceAndThenNothing() async throws {
        try await withScratch { scratch in
            for name in ["a", "b", "gone"] {
                try await scratch.done("server", "create", name, "port=0")
                if name != "b" { try await scratch.done("server", "start", name, "--detach") }
            }
            let connection = try RawConnection(port: try await port(scratch, "a"))
            try scratch.write(tools("one"), to: "instances/server/a/tools.py")
            try await scratch.done("server", "set", "a", "threads=2")
            unlink(scratch.path("instances/server/gone.yaml"))
            let lines = try await scratch.done("apply").split(separator: "\n")
            #expect(
                lines.map { $0.split(separator: " · ").dropLast().joined(separator: " · ") } == [
                    "gone · stopped · its definition is gone", "a · restarted · ~ threads · + namespace tools",
                    "b · started · it is new",
                ], "\(lines)")
            #expect(try connection.call("tools.ping") == "$3\r\none\r\n")
            #expect(scratch.runningServers().map(\.name).sorted() == ["a", "b"])
            #expect(try await scratch.done("apply") == "nothing to do")
            #expect(try await scratch.gedis("plan").code == 0)

            try scratch.write(tools("two"), to: "instances/server/a/tools.py")
            #expect(try await scratch.done("apply", "a").hasPrefix("a · reloaded · ~ namespace tools · "))
            #expect(try connection.call("tools.ping") == "$3\r\ntwo\r\n")
            #expect(try await scratch.done("apply") == "nothing to do")
        }
    }

    @Test func theFirstThatFailsGoesOnAsItWasAndThoseAfterItWait() async throws {
        try await withScratch { scratch in
            for name in ["a", "b", "c"] {
                try await scratch.done("server", "create", name, "port=0")
                try scratch.write(tools("old"), to: "instances/server/\(name)/tools.py")
                try await scratch.done("server", "start", name, "--detach")
            }
            for name in ["a", "c"] { try scratch.write(tools("new"), to: "instances/server/\(name)/tools.py") }
            try scratch.write("def ping(:\n", to: "instances/server/b/tools.py")
            let outcome = try await scratch.gedis("apply")
            #expect(outcome.code == 5)
            #expect(outcome.output.hasPrefix("a · reloaded") && !outcome.output.contains("c ·"), "\(outcome.output)")
            #expect(outcome.errors.contains("server b goes on as it was"), "\(outcome.errors)")
            #expect(outcome.errors.contains("not applied: c"), "\(outcome.errors)")
            for (name, reply) in [("a", "new"), ("b", "old"), ("c", "old")] {
                let connection = try RawConnection(port: try await port(scratch, name))
                #expect(try connection.call("tools.ping") == "$3\r\n\(reply)\r\n")
            }
            try scratch.write(tools("new"), to: "instances/server/b/tools.py")
            try await scratch.done("apply")
            #expect(try await scratch.done("apply") == "nothing to do")
        }
    }

    @Test func nothingIsDoneWhereADefinitionIsWrong() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "a", "port=0")
            try scratch.write("port: x\n", to: "instances/server/b.yaml")
            let outcome = try await scratch.gedis("apply")
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("server/b.yaml:1:7: port"), "\(outcome.errors)")
            #expect(scratch.runningServers().isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func whatFailsAfterTheChangeIsPutBack(isRestarted: Bool) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.add(
                "import GedisKit\n\nstruct Fickle {\n    func ping() -> Int { 1 }\n}\n", as: "fickle")
            let broken = """
                import GedisKit

                struct Fickle {
                    init() {
                        Task {
                            try? await Task.sleep(for: .milliseconds(300))
                            fatalError("no life in it")
                        }
                    }

                    func ping() -> Int { 2 }
                }

                """
            try scratch.write(broken, to: "instances/server/main/fickle.swift")
            if isRestarted { try await scratch.done("server", "set", "main", "threads=2") }
            let outcome = try await scratch.gedis("apply", "--hold", "20")
            #expect(outcome.code == 5)
            #expect(outcome.errors.contains("server main was put back to what ran before"), "\(outcome.errors)")
            #expect(try RawConnection(port: server.port).call("fickle.ping") == ":1\r\n")
            // The repo is as it was written, and what waits is said.
            #expect(try scratch.read("instances/server/main/fickle.swift") == broken)
            let plan = try await scratch.gedis("plan")
            #expect(plan.code == 10)
            #expect(plan.errors.contains("it was put back"), "\(plan.errors)")
            // A crash does not bring back what failed.
            let pid = try #require(try await scratch.process())
            kill(pid, SIGKILL)
            _ = try await scratch.comesBack(server, after: pid)
            #expect(try RawConnection(port: server.port).call("fickle.ping") == ":1\r\n")

            try scratch.write(
                "import GedisKit\n\nstruct Fickle {\n    func ping() -> Int { 3 }\n}\n",
                to: "instances/server/main/fickle.swift")
            try await scratch.done("apply")
            #expect(try RawConnection(port: server.port).call("fickle.ping") == ":3\r\n")
            #expect(try await scratch.done("apply") == "nothing to do")
            let next = try #require(try await scratch.process())
            kill(next, SIGKILL)
            _ = try await scratch.comesBack(server, after: next)
            #expect(try RawConnection(port: server.port).call("fickle.ping") == ":3\r\n")
        }
    }
}

import Foundation
import Glibc
import TestSupport
import Testing

/// Calls that wait for a worker which is being started.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct LateCallTests {
    /// A source whose process does not serve as long as there is a file.
    private func source(_ reply: String, waitingFor file: String) -> String {
        """
        import os
        import time

        while os.path.exists("\(file)"):
            open("\(file).seen", "w").close()
            time.sleep(0.01)


        def ping() -> str:
            return "\(reply)"


        async def later() -> str:
            return "\(reply)"


        def pid() -> int:
            return os.getpid()

        """
    }

    /// How many calls the workers of the namespace have had.
    private func calls(_ scratch: Scratch) async throws -> Int {
        struct Row: Decodable { var workers: [String] }
        let workers = try await scratch.listing(Row.self, "server", "status", "main")[0].workers
        let match = try #require(workers.first?.firstMatch(of: #/^slow: .* calls (\d+)/#), "\(workers)")
        return try #require(Int(match.1))
    }

    @Test func areAnsweredWhenTheNamespaceIsReplacedMeanwhile() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let file = scratch.path("closed")
            try await scratch.addPython(source("old", waitingFor: file), as: "slow")
            let worker = try await scratch.worker("slow", on: server.port)
            try scratch.write("", to: "closed")
            kill(worker, SIGKILL)
            try await eventually("another one is being started") {
                FileManager.default.fileExists(atPath: file + ".seen")
            }
            let before = try await calls(scratch)
            let connections = try ["ping", "ping", "later", "later"].map { command in
                let connection = try RawConnection(port: server.port)
                connection.send("slow.\(command)\r\n")
                return connection
            }
            try await eventually("those of the async function wait") { try await calls(scratch) == before + 2 }
            let fresh = "\ndef fresh() -> str:\n    return \"new\"\n"
            try scratch.write(source("new", waitingFor: "/nowhere") + fresh, to: "instances/server/main/slow.py")
            async let reload = scratch.done("server", "reload", "main")
            try await eventually("the other source serves") {
                // A command that the source before has would wait too.
                try RawConnection(port: server.port).call("slow.fresh") == "$3\r\nnew\r\n"
            }
            unlink(file)
            let replies = try connections.map { try $0.reply() }
            #expect(replies.suffix(2) == ["$3\r\nold\r\n", "$3\r\nold\r\n"])
            // Who of the others came after the reload was not seen.
            #expect(replies.prefix(2).allSatisfy { $0 == "$3\r\nold\r\n" || $0 == "$3\r\nnew\r\n" }, "\(replies)")
            _ = try await reload
            #expect(try connections[0].call("slow.ping") == "$3\r\nnew\r\n")
        }
    }
}

import TestSupport
import Testing

/// Connections of one thread take turns.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct TurnTests {
    @Test func aPipelineIsAnsweredThoughItsClientSaysNoMore() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startSlow()
            let client = try RawConnection(port: server.port)
            // They take longer than one call may of a client that has gone.
            client.send(String(repeating: "slow.later\r\n", count: 100))
            client.finish()
            #expect(try client.rest() == String(repeating: "+OK\r\n", count: 100))
        }
    }

    @Test(arguments: ["sync", "later"]) func aPipelineOfSlowCommandsKeepsNobodyWaiting(command: String) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startSlow()
            var pipeline: RawConnection? = try RawConnection(port: server.port)
            let other = try RawConnection(port: server.port)
            pipeline?.send(String(repeating: "slow.\(command)\r\n", count: 1000))
            _ = try pipeline?.reply()
            #expect(try other.call("PING") == "+PONG\r\n")
            // What waits for its turn ends with its client.
            pipeline = nil
            try await eventually("the connection is closed") {
                try other.call("CLIENT", "LIST").ranges(of: " addr=").count == 1
            }
            let count = try other.call("slow.count")
            #expect(try #require(Int(count.dropFirst().dropLast())) < 1000)
        }
    }
}

extension Scratch {
    /// Starts a server of one thread with commands that take 20 ms.
    fileprivate func startSlow() async throws -> RunningServer {
        try write(
            """
            import Glibc
            import Synchronization

            final class Slow: Sendable {
                private let calls = Atomic(0)

                func sync() { step() }
                func later() async { step() }
                func count() -> Int { calls.load(ordering: .relaxed) }

                private func step() {
                    usleep(20_000)
                    calls.add(1, ordering: .relaxed)
                }
            }

            """, to: "slow.swift")
        try await done("server", "create", "main", "port=0", "threads=1")
        try await done("server", "add", "main", "slow.swift")
        return try RunningServer(greeting: try await done("server", "start", "main", "--detach"))
    }
}

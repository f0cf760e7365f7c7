import GedisBackends
import GedisKit
import Synchronization
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisLostReplyTests {
    @Test func aWriteWhoseReplyIsLostIsReportedAndNotRepeated() async throws {
        try await with(ScriptedRedis(), hangingUpOn: "EXEC", times: 1) { backend, server, address in
            await #expect(
                throws: BackendError(
                    "main: the connection was lost; whether the write was done is not known (\(address))",
                    reason: .unreachable)
            ) { try await backend.put("user", ["name": "Mark"]) }
            #expect(server.received.withLock { $0.count { $0.contains("EXEC") } } == 1)
        }
    }

    @Test func aReadWhoseReplyIsLostIsSentAgainOnce() async throws {
        try await with(ScriptedRedis(), hangingUpOn: "HMGET", times: 1) { backend, server, _ in
            let value = try await backend.get("user", "name")
            #expect(value == nil)
            #expect(server.received.withLock { $0.count { $0.contains("HMGET") } } == 2)
        }
        try await with(ScriptedRedis(), hangingUpOn: "HMGET", times: 9) { backend, server, address in
            let lost = BackendError("main: the connection was lost (\(address))", reason: .unreachable)
            await #expect(throws: lost) { try await backend.get("user", "name") }
            #expect(server.received.withLock { $0.count { $0.contains("HMGET") } } == 2)
        }
    }

    private func with(
        _ server: ScriptedRedis, hangingUpOn command: String, times: Int,
        _ body: (any ConnectedBackend, ScriptedRedis, String) async throws -> Void
    ) async throws {
        let port = try await server.start(hangingUpOn: command, times: times)
        let settings = ["addr": RedisProcess.host, "port": "\(port)", "connections": "1", "timeout": "60"]
        let backend = try BackendType.redis.makeBackend(name: "main", settings: settings)
        try await body(backend, server, "\(RedisProcess.host):\(port)")
        await backend.close()
        try await server.stop()
    }
}

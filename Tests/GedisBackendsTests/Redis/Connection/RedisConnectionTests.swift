import GedisBackends
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisConnectionTests {
    @Test func aServerIsReachedByItsPort() async throws {
        try await withScratchFolder { folder in
            try await RedisProcess.with(in: folder, port: .tcp) { server in
                let backend = try server.backend()
                try await backend.connect()
                try await backend.put("user", ["name": "Mark"])
                #expect(try await backend.get("user", "name") == .string("Mark"))
                #expect(try await backend.check().hasPrefix("Redis "))
                await backend.close()
                let closed = BackendError("main: closed (\(RedisProcess.host):\(server.port))", reason: .unreachable)
                await #expect(throws: closed) { try await backend.get("user", "name") }
                await #expect(throws: closed) { try await backend.changes("user") }
            }
        }
    }

    @Test func aRefusedConnectionIsNamed() async throws {
        let port = try HeldPort()
        defer { port.release() }
        let backend = try BackendType.redis.makeBackend(
            name: "main", settings: ["addr": RedisProcess.host, "port": "\(port.number)", "timeout": "60"])
        let refused = BackendError(
            "main: connection refused (\(RedisProcess.host):\(port.number))", reason: .unreachable)
        await #expect(throws: refused) { try await backend.connect() }
        await #expect(throws: refused) { try await backend.get("user", "name") }
        await #expect(throws: refused) { try await backend.put("user", ["name": 1]) }
        await #expect(throws: refused) { try await backend.changes("user") }
        await #expect(throws: refused) { try await backend.check() }
        await backend.close()
    }

    @Test(arguments: [
        (["addr": "gedis.invalid"], "main: unknown host gedis.invalid (gedis.invalid:6379)"),
        (["unixsocket": "/none/redis.sock"], "main: no such file or directory (/none/redis.sock)"),
    ])
    func whatCannotBeFoundIsNamed(_ settings: [String: String], _ message: String) async throws {
        let backend = try BackendType.redis.makeBackend(
            name: "main", settings: settings.merging(["timeout": "60"]) { $1 })
        await #expect(throws: BackendError(message, reason: .unreachable)) { try await backend.connect() }
        await backend.close()
    }

    @Test func thePasswordOpensTheServer() async throws {
        try await RedisProcess.with(["--requirepass", "s3cret", "--user", "ann", "on", ">hers", "~*", "&*", "+@all"]) {
            server in
            for settings in [["password": "s3cret"], ["username": "ann", "password": "hers"]] {
                let backend = try server.backend(settings)
                try await backend.put("user", ["name": "Mark"])
                await backend.close()
            }
            for (settings, reply) in [
                ([:], "NOAUTH HELLO must be called with the client already authenticated"),
                (["password": "wrong"], "WRONGPASS invalid username-password pair or user is disabled."),
            ] {
                let backend = try server.backend(settings)
                let error = await #expect(throws: BackendError.self) { try await backend.get("user") }
                #expect(error?.reason == .refused)
                let start = "main: the server refuses the password, or asks for one: \(reply)"
                #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "")")
                await backend.close()
            }
        }
    }

    @Test func whatAUserMayNotDoIsRefusedAndNothingWritten() async throws {
        let user = ["--user", "ann", "on", ">hers", "~*", "resetchannels", "+@all"]
        try await RedisProcess.with(["--requirepass", "s3cret"] + user) { server in
            let backend = try server.backend(["username": "ann", "password": "hers"])
            let error = await #expect(throws: BackendError.self) { try await backend.put("user", ["name": "Mark"]) }
            #expect(error?.reason == .refused)
            #expect(error?.message.hasPrefix("main: NOPERM ") == true)
            #expect(try await backend.get("user") == [:] as [String: Scalar])
            await backend.close()
        }
    }

    @Test func aReplicaIsNoStore() async throws {
        try await RedisProcess.with { server in
            try await server.call("REPLICAOF", RedisProcess.host, "\(try freePort())")
            let backend = try server.backend()
            let replica = BackendError("main: a replica, which takes no writes (\(server.socket))", reason: .refused)
            await #expect(throws: replica) { try await backend.check() }
            let readOnly = BackendError(
                "main: READONLY You can't write against a read only replica. (\(server.socket))", reason: .refused)
            await #expect(throws: readOnly) { try await backend.put("user", ["name": 1]) }
            await backend.close()
        }
    }

    @Test func manyCallsShareFewConnections() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend(["connections": "3"])
            try await withThrowingTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        try await backend.put("shared", ["\(number)": number])
                        #expect(try await backend.get("shared", "\(number)") == .integer(number))
                    }
                }
                try await group.waitForAll()
            }
            let clients = try await server.call("CLIENT", "LIST", "TYPE", "normal").text ?? ""
            // One more is the one that asks.
            #expect(clients.split(separator: "\n").count <= 4)
            await backend.close()
        }
    }

    @Test func aServerThatDropsKeysIsReported() async throws {
        try await RedisProcess.with(["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"]) { server in
            let backend = try server.backend()
            #expect(try await backend.check().contains("drops keys when its memory is full (allkeys-lru)"))
            await backend.close()
        }
    }
}

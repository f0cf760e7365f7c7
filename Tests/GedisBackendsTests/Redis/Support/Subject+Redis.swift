import GedisBackends
import Glibc
import Synchronization
import TestSupport

extension Subject {
    /// One server.
    static let redis = Subject(name: "redis") { body in
        try await RedisProcess.with { try await run(try $0.backend(), body) }
    }

    /// A cluster of three servers, which all tests share because it takes seconds to come up.
    static let redisCluster = Subject(name: "redis cluster") { body in
        try await run(PrefixedBackend(base: try await SharedCluster.shared.get().backend()), body)
    }

    private static func run(
        _ backend: any ConnectedBackend, _ body: (any ConnectedBackend) async throws -> Void
    ) async throws {
        try await backend.connect()
        do { try await body(backend) } catch {
            await backend.close()
            throw error
        }
        await backend.close()
    }
}

/// A cluster that runs from the first test that uses it until the tests end.
private actor SharedCluster {
    static let shared = SharedCluster()

    private static let running = Mutex<RedisTestCluster?>(nil)
    private var starting: Task<RedisTestCluster, any Error>?

    func get() async throws -> RedisTestCluster {
        let task =
            starting
            ?? Task {
                let cluster = try await RedisTestCluster.start()
                Self.running.withLock { $0 = cluster }
                atexit { SharedCluster.running.withLock(\.self)?.stop() }
                return cluster
            }
        starting = task
        return try await task.value
    }
}

import GedisBackends

extension Subject {
    /// One server.
    static let redis = Subject(name: "redis") { body in
        try await RedisProcess.with { try await run(try $0.backend(), body) }
    }

    /// A cluster of three servers, which all tests share because it takes seconds to come up.
    static let redisCluster = Subject(name: "redis cluster") { body in
        let cluster = try await SharedCluster.shared.take()
        do {
            try await run(PrefixedBackend(base: try cluster.backend()), body)
            await SharedCluster.shared.giveBack()
        } catch {
            await SharedCluster.shared.giveBack()
            throw error
        }
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

/// A cluster that runs as long as a test uses it.
private actor SharedCluster {
    static let shared = SharedCluster()

    private var users = 0
    private var cluster: Task<RedisTestCluster, any Error>?

    func take() async throws -> RedisTestCluster {
        users += 1
        let cluster = self.cluster ?? Task { try await RedisTestCluster.start() }
        self.cluster = cluster
        do {
            return try await cluster.value
        } catch {
            await giveBack()
            throw error
        }
    }

    func giveBack() async {
        users -= 1
        guard users == 0, let cluster else { return }
        self.cluster = nil
        try? await cluster.value.stop()
    }
}

import Foundation
import Subprocess
import TestSupport
import Testing

extension Scratch {
    /// Runs a redis-server beside `body`, on the loopback. What it has acknowledged is there when it is run again.
    func redis(
        _ port: Int, _ options: [String] = [], body: (_ signal: (Signal) throws -> Void) async throws -> Void
    ) async throws {
        let folder = "redis-\(port)"
        try makeFolder(folder)
        try await beside(
            "redis-server",
            ["--bind", "127.0.0.1", "--port", "\(port)", "--dir", path(folder), "--save", ""]
                + ["--appendonly", "yes", "--appendfsync", "always"] + options,
            ready: "Ready to accept connections", body)
    }

    /// Runs a cluster of three redis-servers beside `body`, which is handed the first one's port.
    func redisCluster(_ body: (Int) async throws -> Void) async throws {
        try await redisNodes(3) { nodes in
            let addresses = nodes.map { "127.0.0.1:\($0.port)@\($0.bus)" }
            let made = try await run("redis-cli", ["--cluster", "create"] + addresses + ["--cluster-yes"])
            try #require(made.code == 0, "\(made.output)\(made.errors)")
            try await body(nodes[0].port)
        }
    }

    private func redisNodes(
        _ count: Int, _ nodes: [(port: Int, bus: Int)] = [], _ body: ([(port: Int, bus: Int)]) async throws -> Void
    ) async throws {
        guard nodes.count < count else { return try await body(nodes) }
        let (port, bus) = (try freePort(), try freePort())
        try await redis(port, ["--cluster-enabled", "yes", "--cluster-port", "\(bus)"]) { _ in
            try await redisNodes(count, nodes + [(port, bus)], body)
        }
    }

    /// Runs a GUN peer beside `body`.
    func gun(_ port: Int, _ options: String..., body: () async throws -> Void) async throws {
        let peer = URL(filePath: #filePath).appending(path: "../../Resources/gun_peer.py").standardized
        try await beside(Tool.python, [peer.path, "\(port)"] + options, ready: "ready") { _ in try await body() }
    }
}

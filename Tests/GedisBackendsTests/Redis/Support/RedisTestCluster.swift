import GedisClient
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

/// A cluster of three servers that have slots and, where it is asked for, a fourth that is a replica of the first.
struct RedisTestCluster: Sendable {
    let servers: [RedisProcess]
    private let ids: [String]
    private let scratch: ScratchFolder

    /// Starts the servers and waits until each has all slots and the others know that.
    static func start(hasReplica: Bool = false) async throws -> RedisTestCluster {
        let scratch = try ScratchFolder()
        var servers: [RedisProcess] = []
        do {
            var ids: [String] = []
            for number in 0..<(hasReplica ? 4 : 3) {
                try scratch.makeFolder("\(number)")
                let server = try await RedisProcess.start {
                    RedisProcess(
                        in: scratch.path("\(number)"), port: try freePort(), .tcp,
                        [
                            "--cluster-enabled", "yes", "--cluster-port", "\(try freePort())",
                            "--cluster-announce-ip", RedisProcess.host, "--cluster-node-timeout", "60000",
                            "--cluster-require-full-coverage", "no", "--appendonly", "yes",
                        ])
                }
                servers.append(server)
                ids.append(try await server.call("CLUSTER", "MYID").text ?? "")
            }
            let cluster = RedisTestCluster(servers: servers, ids: ids, scratch: scratch)
            try await cluster.join()
            return cluster
        } catch {
            for server in servers { server.kill() }
            throw error
        }
    }

    /// Starts a cluster, calls the body with it, and ends it.
    static func with<R>(
        hasReplica: Bool = false, _ body: (RedisTestCluster) async throws -> R
    ) async throws -> R {
        let cluster = try await start(hasReplica: hasReplica)
        defer { cluster.stop() }
        return try await body(cluster)
    }

    func stop() { for server in servers { server.kill() } }

    /// A backend over the cluster, which knows one server of it.
    func backend(_ settings: [String: String] = [:], through server: Int = 0) throws -> any ConnectedBackend {
        try servers[server].backend(settings.merging(["cluster": "true"]) { $1 })
    }

    private func join() async throws {
        for (number, server) in servers.enumerated() {
            let (first, last) = (number * HashSlot.count / 3, (number + 1) * HashSlot.count / 3 - 1)
            if number < 3 { try await server.call("CLUSTER", "ADDSLOTSRANGE", "\(first)", "\(last)") }
            try await server.call("CLUSTER", "SET-CONFIG-EPOCH", "\(number + 1)")
            let bus = try await server.call("CONFIG", "GET", "cluster-port")
            guard number > 0, case .array(let parts) = bus, let port = parts.last?.text else { continue }
            try await servers[0].call("CLUSTER", "MEET", RedisProcess.host, "\(server.port)", port)
        }
        for server in servers {
            try await eventually("the cluster is complete") {
                let info = try await server.call("CLUSTER", "INFO").text ?? ""
                return info.contains("cluster_state:ok") && info.contains("cluster_slots_assigned:\(HashSlot.count)")
            }
        }
        guard servers.count > 3 else { return }
        try await eventually("the replica knows the first server") {
            (try? await servers[3].call("CLUSTER", "REPLICATE", ids[0])) == .ok
        }
        try await eventually("the replica has the data") {
            try await servers[3].call("INFO", "replication").text?.contains("master_link_status:up") == true
        }
    }
}

extension RedisTestCluster {
    /// How often the servers were sent a command, spelt as `INFO` does.
    func calls(of command: String) async throws -> Int {
        var count = 0
        for server in servers {
            let stats = try await server.call("INFO", "commandstats").text ?? ""
            let line = stats.split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_\(command):calls=") }
            count += line?.split(separator: "=")[1].split(separator: ",").first.flatMap { Int($0) } ?? 0
        }
        return count
    }
}

// MARK: - Slots

extension RedisTestCluster {
    /// The server that has the slot of a namespace at first.
    func owner(of namespace: String) -> Int {
        (HashSlot(of: RedisNode(namespace).name).number * 3 + 2) / HashSlot.count
    }

    /// Lets a slot's keys be moved from one server to another.
    func beginMove(_ slot: HashSlot, from source: Int, to target: Int) async throws {
        try await servers[target].call("CLUSTER", "SETSLOT", "\(slot.number)", "IMPORTING", ids[source])
        try await servers[source].call("CLUSTER", "SETSLOT", "\(slot.number)", "MIGRATING", ids[target])
    }

    /// Moves keys; those that the source does not have stay where they are.
    func move(_ keys: [String], from source: Int, to target: Int) async throws {
        let port = "\(servers[target].port)"
        try await servers[source].call(
            ["MIGRATE", RedisProcess.host, port, "", "0", "60000", "KEYS"] + keys)
    }

    /// Moves what is left of a slot's keys, and notifies all that the slot has moved.
    func endMove(_ slot: HashSlot, from source: Int, to target: Int) async throws {
        while case .array(let keys) = try await servers[source].call("CLUSTER", "GETKEYSINSLOT", "\(slot.number)", "10"),
            !keys.isEmpty
        {
            try await move(keys.compactMap(\.text), from: source, to: target)
        }
        for server in [servers[target], servers[source]] + servers {
            try await server.call("CLUSTER", "SETSLOT", "\(slot.number)", "NODE", ids[target])
        }
    }
}

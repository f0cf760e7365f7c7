import GedisClient
package import GedisKit

extension RedisBackend {
    package var availability: Availability? { servers.availability }

    package func connect() async throws(BackendError) {
        do {
            try await withDeadline(.now + configuration.timeout) { [servers] in
                try await servers.readTable()
                for server in servers.all { _ = try await server.connected() }
            }
        } catch let error as BackendError {
            throw error
        } catch {
            throw configuration.silence(isWrite: false)
        }
    }

    package func check() async throws -> String {
        try await connect()
        var findings: Set<String> = []
        for server in servers.all { findings.formUnion(try await check(server)) }
        if configuration.isCluster { findings.insert("a cluster of \(servers.all.count) servers with slots") }
        return findings.sorted().joined(separator: ", ")
    }

    package func close() async {
        timer.close()
        await servers.close()
        await subscriber.close()
        await graphFeed.close()
    }

    /// Asks a server whether it takes writes and keeps them.
    private func check(_ server: RedisServer) async throws -> [String] {
        let info: RedisInfo
        do {
            info = RedisInfo(try await server.connected().call("INFO").text ?? "")
        } catch let error as BackendError {
            throw error
        } catch {
            throw configuration.failure(error, at: server.endpoint)
        }
        guard info["role"] == "master" else {
            throw configuration.error("a replica, which takes no writes", at: server.endpoint, .refused)
        }
        let version = info["valkey_version"].map { "Valkey \($0)" } ?? "Redis \(info["redis_version"] ?? "")"
        guard let policy = info["maxmemory_policy"], policy != "noeviction", info["maxmemory"] != "0" else {
            return [version]
        }
        return [version, "drops keys when its memory is full (\(policy))"]
    }
}

/// The fields of a server's reply to `INFO`: its lines `name:value`.
private struct RedisInfo {
    private var fields: [Substring: Substring] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
    }

    subscript(name: Substring) -> Substring? { fields[name] }
}

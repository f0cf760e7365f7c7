import GedisClient
package import GedisKit
package import GedisSettings

/// A type of store that a backend's definition can name.
package enum BackendType: String, CaseIterable, Sendable {
    /// Values in this process' memory.
    case memory
    /// One SQLite file.
    case sqlite
    /// A GUN server.
    case gun
    /// A Redis or Valkey server or cluster.
    case redis

    /// What its definition may say.
    package var schema: BackendSchema {
        switch self {
        case .memory: .memory
        case .sqlite:
            BackendSchema(
                type: rawValue, help: "Keeps values in one SQLite file.",
                settings: [
                    BackendSetting(
                        name: "path",
                        help: "The file, in a folder that exists; empty: one of this repo in the data folder.",
                        format: .path),
                    .timeout,
                ])
        case .gun:
            BackendSchema(
                type: rawValue, help: "Keeps values on a GUN server, reached over WebSocket.",
                settings: [
                    BackendSetting(
                        name: "url", help: "The server, such as ws://localhost:8765/gun or wss://….",
                        defaultValue: nil),
                    .authorities, .username, .password,
                    .timeout,
                ])
        case .redis:
            BackendSchema(
                type: rawValue, help: "Keeps values on a Redis or Valkey server, or a cluster of them.",
                settings: RedisConfiguration.settings)
        }
    }

    /// Whether it can keep the states of values, by which GUN merges.
    package var canHoldGraph: Bool { self != .gun }

    /// The keys that its definition has besides `type`.
    package var settings: [BackendSetting] { schema.settings }

    /// Makes a backend that is not connected yet.
    ///
    /// - Parameters:
    ///   - name: the instance's name, which starts its errors
    ///   - values: the definition's keys without `type`, all as text
    ///   - holdsGraph: whether it is to be a graph of GUN too
    /// - Returns: the backend, to be connected.
    /// - Throws: `BackendError` for an unknown key, a missing one, or a value of the wrong form.
    package func makeBackend(
        name: String, settings values: [String: String], holdsGraph: Bool = false
    ) throws(BackendError) -> any ConnectedBackend {
        guard !holdsGraph || canHoldGraph else {
            throw BackendError(
                "\(name): web.gun needs a backend of type memory, sqlite or redis, which keep states, and this is of type "
                    + rawValue, reason: .refused)
        }
        let settings = try BackendSettings(backend: name, type: self, values: values)
        switch self {
        case .memory: return MemoryBackend(holdsGraph: holdsGraph)
        case .sqlite:
            let path = try settings.text("path")
            guard !path.isEmpty else { throw BackendError("\(name): path is missing", reason: .refused) }
            return SQLiteBackend(
                name: name, path: path, timeout: try settings.seconds("timeout"), holdsGraph: holdsGraph)
        case .gun:
            let address = try GunAddress(try settings.text("url"), backend: name)
            let (username, password) = try settings.credentials()
            return GunBackend(
                name: name, address: address,
                client: Client.Configuration(tls: try settings.tls(), username: username, password: password),
                timing: GunTiming(timeout: try settings.seconds("timeout")))
        case .redis: return RedisBackend(try RedisConfiguration(settings), holdsGraph: holdsGraph)
        }
    }
}

import GedisBackends
import TestSupport

extension RedisProcess {
    /// A backend that is not connected yet, with the settings that lead to this server's socket or port.
    func backend(_ settings: [String: String] = [:]) throws -> any ConnectedBackend {
        var all = port == 0 ? ["unixsocket": socket] : ["addr": Self.host, "port": "\(port)"]
        all["timeout"] = "60"
        return try BackendType.redis.makeBackend(name: "main", settings: all.merging(settings) { $1 })
    }
}

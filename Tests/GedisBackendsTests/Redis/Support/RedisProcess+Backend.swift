import GedisBackends
import GedisGUN
import Synchronization
import TestSupport
import Testing

extension RedisProcess {
    /// A backend that is not connected yet, with the settings that lead to this server's socket or port.
    func backend(_ settings: [String: String] = [:], holdsGraph: Bool = false) throws -> any ConnectedBackend {
        var all = port == 0 ? ["unixsocket": socket] : ["addr": Self.host, "port": "\(port)"]
        all["timeout"] = "60"
        return try BackendType.redis.makeBackend(
            name: "main", settings: all.merging(settings) { $1 }, holdsGraph: holdsGraph)
    }

    /// A store that is a graph of GUN too, and hears what others put into it.
    func graph() async throws -> any ConnectedBackend & GraphStore {
        let backend = try #require(try backend(holdsGraph: true) as? any ConnectedBackend & GraphStore)
        let hears = Mutex(false)
        backend.observeGaps { hears.withLock { $0 = true } }
        backend.observeGraph { _ in }
        try await eventually("it hears what others put") { hears.withLock { $0 } }
        backend.observeGaps(nil)
        return backend
    }
}

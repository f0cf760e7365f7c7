package import GedisBackends
package import GedisConfig
import GedisKit
import GedisSettings

/// All that makes a backend: where two are the same, so are their stores.
struct BackendPlan: Hashable, Sendable {
    /// The instance's name.
    var name: String
    var type: BackendType
    /// The keys of the definition with their values; sealed ones are open, paths absolute.
    var settings: [String: String]
    /// Whether the store is a graph of GUN too.
    var holdsGraph = false

    /// Makes the backend, not connected yet.
    ///
    /// - Throws: `ConfigError` when a value is wrong.
    func make() throws(ConfigError) -> any ConnectedBackend {
        do throws(BackendError) {
            return try type.makeBackend(name: name, settings: settings, holdsGraph: holdsGraph)
        } catch {
            throw ConfigError(.invalid, "backend \(error)")
        }
    }
}

extension Workspace {
    /// Makes the backend that an instance defines, not connected yet.
    ///
    /// - Throws: `ConfigError` when there is no such instance or its definition is wrong.
    package func makeBackend(_ name: String) throws(ConfigError) -> any ConnectedBackend {
        try backendPlan(try repo.backend(name)).make()
    }

    /// The backend of a server; nil where it names none.
    ///
    /// - Throws: what `makeBackend` throws.
    func backend(of server: Instance<ServerDefinition>) throws(ConfigError) -> (any ConnectedBackend)? {
        try backendPlan(of: server)?.make()
    }

    /// What makes the backend of a server; nil where it names none.
    ///
    /// - Throws: `ConfigError` when there is no such instance, its definition is wrong, or it is missing and `web.gun` needs
    ///   it.
    func backendPlan(of server: Instance<ServerDefinition>) throws(ConfigError) -> BackendPlan? {
        let (name, holdsGraph) = (server.definition.dbclientInstance, server.definition.web.gun)
        guard !name.isEmpty else {
            guard holdsGraph else { return nil }
            throw ConfigError(
                .invalid, "server \(server.name): web.gun keeps its graph in a backend: set dbclient_instance")
        }
        var plan = try backendPlan(try repo.backend(name))
        plan.holdsGraph = holdsGraph
        return plan
    }

    /// What makes the backend that an instance defines.
    ///
    /// - Throws: `ConfigError` when its definition is wrong.
    func backendPlan(_ instance: Instance<BackendDefinition>) throws(ConfigError) -> BackendPlan {
        let name = instance.name
        guard let type = BackendType(rawValue: instance.definition.type) else {
            throw ConfigError(.invalid, "backend \(name): '\(instance.definition.type)' is no type of backend")
        }
        var settings = try instance.definition.openSettings()
        if type == .sqlite, settings["path"]?.isEmpty == true {
            settings["path"] = try DatabaseFile.path(of: name, in: repo, on: machine)
        }
        return BackendPlan(name: name, type: type, settings: settings)
    }
}

import GedisBackends
import GedisConfig
import GedisKit

extension Workspace {
    /// Makes the backend that an instance defines, not connected yet.
    ///
    /// - Throws: `ConfigError` when there is no such instance or its definition is wrong, `BackendError` when its
    ///   settings are.
    func makeBackend(_ name: String) throws -> any ConnectedBackend {
        let definition = try repo.backend(name).definition
        guard let type = BackendType(rawValue: definition.type) else {
            throw ConfigError(.invalid, "backend \(name): '\(definition.type)' is no type of backend")
        }
        var settings = try definition.openSettings()
        if type == .sqlite, settings["path"]?.isEmpty == true {
            settings["path"] = try machine.dataFile("\(name).sqlite")
        }
        return try type.makeBackend(name: name, settings: settings)
    }

    /// The backend of a server; nil where it names none.
    ///
    /// - Throws: what `makeBackend` throws.
    func backend(of server: Instance<ServerDefinition>) throws -> (any ConnectedBackend)? {
        let name = server.definition.dbclientInstance
        return name.isEmpty ? nil : try makeBackend(name)
    }
}

package import GedisBackends
package import GedisConfig
import GedisKit

extension Workspace {
    /// Makes the backend that an instance defines, not connected yet.
    ///
    /// - Throws: `ConfigError` when there is no such instance or its definition is wrong.
    package func makeBackend(_ name: String) throws(ConfigError) -> any ConnectedBackend {
        let definition = try repo.backend(name).definition
        guard let type = BackendType(rawValue: definition.type) else {
            throw ConfigError(.invalid, "backend \(name): '\(definition.type)' is no type of backend")
        }
        var settings = try definition.openSettings()
        if type == .sqlite, settings["path"]?.isEmpty == true {
            settings["path"] = try DatabaseFile.path(of: name, in: repo, on: machine)
        }
        do throws(BackendError) {
            return try type.makeBackend(name: name, settings: settings)
        } catch {
            throw ConfigError(.invalid, "backend \(error)")
        }
    }

    /// The backend of a server; nil where it names none.
    ///
    /// - Throws: what `makeBackend` throws.
    func backend(of server: Instance<ServerDefinition>) throws(ConfigError) -> (any ConnectedBackend)? {
        let name = server.definition.dbclientInstance
        return name.isEmpty ? nil : try makeBackend(name)
    }
}

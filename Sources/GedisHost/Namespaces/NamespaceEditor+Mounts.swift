import GedisConfig
import GedisSettings

// Mounts stand in the server's file, and nothing else of them is kept.

extension NamespaceEditor {
    /// What came of mounting a server.
    package struct Mounting: Sendable {
        /// Whether the namespace was mounted from somewhere before.
        package var isReplacement: Bool
        /// Whether a server runs, and serves it.
        package var isLive: Bool
    }

    private static let keys = ["mount", "mount_user", "mount_password"]

    /// Mounts a server under a namespace's name, in the definition and in the server if it runs.
    ///
    /// - Parameters:
    ///   - place: a URL, or a client's name; a password is sealed
    ///   - name: the namespace's name
    /// - Returns: what came of it.
    /// - Throws: `ConfigError` when the place or the name is wrong, or the namespace has a source, and what `reload`
    ///   throws. The definition is as it was then.
    package func mount(_ place: String, as name: String) async throws -> Mounting {
        let old = try workspace.repo.server(server).definition.namespaces.first { $0.name == name }
        if let source = try workspace.repo.namespaces(of: server).first(where: { $0.name == name }) {
            throw ConfigError(
                .exists,
                "namespace \(name) has a source, \(source.source): 'gedis server remove \(server) \(name)' first")
        }
        @Sendable func key(_ key: String) -> String { "namespaces.\(name).\(key)" }
        var assignments = [
            Assignment(key("mount"), ClientURL.isURL(place) ? ClientURL.withoutCredentials(place) : place)
        ]
        if ClientURL.isURL(place) {
            for said in try ClientURL(place).assignments where !said.value.isEmpty {
                if said.key == "user" { assignments.append(Assignment(key("mount_user"), said.value)) }
                if said.key == "password" {
                    assignments.append(Assignment(key("mount_password"), said.value, isSecret: true))
                }
            }
        }
        let set = Set(assignments.map(\.key))
        let isLive = try await changeDefinition { [assignments] in
            try workspace.repo.set(
                .server, server, assignments,
                removing: old == nil ? [] : Self.keys.map(key).filter { !set.contains($0) })
            _ = try workspace.mountPlans(of: try workspace.repo.server(server))
        }
        return Mounting(isReplacement: old?.mount != nil, isLive: isLive)
    }

    /// Takes a mount out of the definition, and out of the server if it runs.
    ///
    /// - Returns: whether a server runs, and serves it no more; nil where there is no such mount.
    /// - Throws: `ConfigError` when it cannot be removed, and what `reload` throws. The definition is as it was then.
    func unmount(_ name: String) async throws -> Bool? {
        let definition = try workspace.repo.server(server).definition.namespaces.first { $0.name == name }
        guard definition?.mount != nil else { return nil }
        return try await changeDefinition {
            try workspace.repo.set(.server, server, [], removing: ["namespaces.\(name)"])
        }
    }
}

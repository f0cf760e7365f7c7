import GedisConfig
import GedisCore
import GedisHost
import GedisKit
import GedisNamespaces

extension Workspace {
    /// What is known of a server's namespaces without asking it.
    ///
    /// - Parameters:
    ///   - server: the server's name
    ///   - isAway: is called for each namespace of whose server nothing is known, with its name and the reason
    /// - Returns: its namespaces, those of which nothing is known without commands.
    /// - Throws: `ConfigError` and `NamespaceError` where they cannot be read.
    func describedNamespaces(
        of server: String, mountIsAway isAway: (_ namespace: String, _ failure: String) throws -> Void
    ) async throws -> [DescribedNamespace] {
        var namespaces: [DescribedNamespace] = []
        let sources = try repo.namespaces(of: server)
        if !sources.contains(where: { $0.name == "system" }) {
            namespaces.append(
                DescribedNamespace(try BuiltInNamespaces.system(in: Namespace.Environment(name: "system"))))
        }
        for files in sources {
            namespaces.append(DescribedNamespace(try await builder.build(NamespaceSource(files))))
        }
        for mount in try await describedMounts(of: try repo.server(server)) {
            if let failure = mount.failure { try isAway(mount.namespace.name, failure) }
            namespaces.append(DescribedNamespace(mount.namespace))
        }
        return namespaces
    }

    /// The names of a server's commands, as far as they are known without asking, building or starting anything.
    func knownCommands(of server: String) -> [String] {
        guard let sources = try? repo.namespaces(of: server) else { return [] }
        var namespaces = sources.compactMap { files in
            (try? NamespaceSource(files)).flatMap(builder.built).map(DescribedNamespace.init)
        }
        if !sources.contains(where: { $0.name == "system" }),
            let system = try? BuiltInNamespaces.system(in: Namespace.Environment(name: "system"))
        {
            namespaces.append(DescribedNamespace(system))
        }
        return namespaces.flatMap { namespace in namespace.commands.map(namespace.fullName) }
    }
}

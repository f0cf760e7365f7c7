import GedisConfig
import GedisNamespaces
import GedisSettings

// Programs that serve namespaces stand in the server's file, and nothing else of them is kept.

extension NamespaceEditor {
    /// Has a program serve a namespace, in the definition and in the server if it runs.
    ///
    /// - Parameters:
    ///   - words: the program and the words behind its name; paths are from the repo's folder
    ///   - name: the namespace's name
    ///   - check: is shown the namespace that is replaced and the new one
    /// - Returns: what came of it.
    /// - Throws: what `check` throws, `ConfigError` when the name is wrong, or the namespace has a source, `NamespaceError` when the program does
    ///   not serve, and what `reload` throws. The definition is as it was then.
    package func add(
        command words: [String], as name: String, check: ReplacementCheck? = nil
    ) async throws -> Addition {
        let old = try workspace.repo.namespaces(of: server).first { $0.name == name }
        if let old, old.command.isEmpty {
            throw ConfigError(
                .exists, "namespace \(name) has a source, \(old.source): 'gedis server remove \(server) \(name)' first")
        }
        let definition = try workspace.repo.server(server).definition.namespaces.first { $0.name == name }
        guard definition?.mount == nil else {
            throw ConfigError(.exists, "namespace \(name) is mounted: 'gedis server remove \(server) \(name)' first")
        }
        let text = SettingFormat<[String]>.command.render(words)
        var commands: [String] = []
        let replaced = check == nil ? nil : old
        let isLive = try await changeDefinition {
            var before: BuiltNamespace?
            if let replaced { before = try await workspace.builder.build(NamespaceSource(replaced)) }
            try workspace.repo.set(.server, server, [Assignment("namespaces.\(name).command", text)])
            let files = try workspace.repo.namespace(name, of: server)
            let built = try await workspace.builder.build(NamespaceSource(files))
            if let before { try check?(before, built) }
            commands = built.commands.map(\.name)
        }
        return Addition(commands: commands, isReplacement: old != nil, isLive: isLive)
    }

    /// Takes a namespace that a program serves out of the definition, and out of the server if it runs.
    ///
    /// - Returns: whether a server runs, and serves it no more.
    /// - Throws: `ConfigError` when it cannot be removed, and what `reload` throws. The definition is as it was then.
    func removeCommand(of name: String) async throws -> Bool {
        try await changeDefinition {
            try workspace.repo.set(.server, server, [], removing: ["namespaces.\(name)"])
        }
    }
}

import GedisConfig
package import GedisNamespaces
import GedisSettings

/// Adds namespaces to a server and removes them: the config repo and the server that runs change together, or neither does.
package struct NamespaceEditor: Sendable {
    /// What came of adding a namespace.
    package struct Addition: Sendable {
        /// The names of its commands.
        package var commands: [String]
        /// Whether the server had a namespace of the name before.
        package var isReplacement: Bool
        /// Whether a server runs, and serves it.
        package var isLive: Bool
    }

    /// Looks at a namespace and the one that is to take its place, and throws where that must not be.
    package typealias ReplacementCheck = (_ old: BuiltNamespace, _ new: BuiltNamespace) throws -> Void

    let server: String
    let workspace: Workspace
    let running: any ReloadableServer
    private let origins: SourceOrigins

    /// Edits the namespaces of a server.
    ///
    /// - Parameters:
    ///   - server: the server's name
    ///   - workspace: where its definition is
    ///   - running: the server that is reloaded; nil for the one that runs here, if one does
    package init(of server: String, in workspace: Workspace, running: (any ReloadableServer)? = nil) {
        self.server = server
        let workspace = workspace.keepingEnvironment(of: server)
        self.workspace = workspace
        self.running = running ?? RunningServer(server, in: workspace)
        origins = SourceOrigins(file: workspace.files(of: server).originsFile)
    }

    /// Builds a namespace and puts it into the server's folder, and into the server if it runs.
    ///
    /// - Parameters:
    ///   - source: the source
    ///   - isForced: whether a source is replaced that nobody else has
    ///   - check: is shown the namespace that is replaced and the new one, before anything is changed
    /// - Returns: what came of it.
    /// - Throws: what `check` throws, `NamespaceError` when it does not build, `ConfigError` when there is no such server or it cannot be
    ///   written, `HostError` of code `unsavedSource` when a source would be lost, and what `reload` throws. The repo is
    ///   as it was then.
    package func add(
        _ source: NamespaceSource, isForced: Bool = false, check: ReplacementCheck? = nil
    ) async throws -> Addition {
        let definition = try workspace.repo.server(server).definition
        guard !definition.namespaces.contains(where: { $0.name == source.name && !$0.worker.command.isEmpty }) else {
            throw ConfigError(
                .exists,
                "a program serves namespace \(source.name): 'gedis server remove \(server) \(source.name)' first")
        }
        var source = source
        if let shared = try workspace.repo.sharedFolder(of: server) { source.shared = try SharedSource(path: shared) }
        let built = try await workspace.builder.build(source)
        for warning in built.warnings { workspace.warn(warning.description) }
        var isReplacement = false
        let isLive = try await change(source.name) { old in
            isReplacement = !old.sources.isEmpty
            if isReplacement, let check {
                let files = try workspace.repo.namespace(source.name, of: server)
                try check(try await workspace.builder.build(NamespaceSource(files)), built)
            }
            if !isForced { try await requireSaved(old, replacedBy: source) }
            try workspace.repo.addNamespace(
                source.name, to: server, source: source.text, glue: built.glue, ending: source.language.ending,
                replacing: true)
        }
        origins.set(SourceOrigins.Origin(of: source), for: source.name)
        return Addition(commands: built.commands.map(\.name), isReplacement: isReplacement, isLive: isLive)
    }

    /// Takes a namespace out of the server's folder, and out of the server if it runs.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - isForced: whether a source is deleted that git does not have
    /// - Returns: whether a server runs, and serves it no more.
    /// - Throws: `ConfigError` when there is no such namespace or it cannot be removed, `HostError` of code
    ///   `unsavedSource` when git does not have its source, and what `reload` throws. The repo is as it was then.
    package func remove(_ name: String, isForced: Bool = false) async throws -> Bool {
        if let isLive = try await unmount(name.lowercased()) { return isLive }
        let files = try workspace.repo.namespace(name, of: server)
        let name = files.name
        guard files.command.isEmpty else { return try await removeCommand(of: name) }
        let isLive = try await change(name) { old in
            if !isForced { try await requireSaved(old.sources, advice: "delete it with --force") }
            try workspace.repo.removeNamespace(name, from: server)
        }
        origins.set(nil, for: name)
        return isLive
    }

    /// Changes a namespace's files and has the server reload them; puts them back when either fails.
    ///
    /// - Returns: whether the server runs.
    private func change(_ name: String, _ write: (NamespaceSnapshot) async throws -> Void) async throws -> Bool {
        let files = workspace.files(of: server)
        try files.makeFolder()
        return try await ProcessLock.hold(files.editLock) {
            let old = try workspace.repo.snapshot(of: name, on: server)
            do {
                try await write(old)
                return try await running.reload()
            } catch {
                // What a running server could not take must not be what it finds at its next start.
                do {
                    if try workspace.repo.snapshot(of: name, on: server) != old { try workspace.repo.restore(old) }
                } catch let failure {
                    workspace.warn("the files of namespace \(name) could not be put back: \(failure)")
                }
                throw error
            }
        }
    }

    /// Changes the server's file and has the server reload it; puts it back when either fails.
    ///
    /// - Returns: whether the server runs.
    func changeDefinition(_ write: () async throws -> Void) async throws -> Bool {
        let files = workspace.files(of: server)
        try files.makeFolder()
        return try await ProcessLock.hold(files.editLock) {
            let old = try workspace.repo.text(of: .server, server)
            do {
                try await write()
                return try await running.reload()
            } catch {
                do {
                    if try workspace.repo.text(of: .server, server) != old {
                        try workspace.repo.replace(.server, server, with: old)
                    }
                } catch let failure {
                    workspace.warn("the definition of \(server) could not be put back: \(failure)")
                }
                throw error
            }
        }
    }

    /// Makes sure that a source that is replaced is somewhere else too.
    private func requireSaved(_ old: NamespaceSnapshot, replacedBy source: NamespaceSource) async throws {
        let kept = Set(source.files.map(\.bytes))
        let lost = old.sources.filter { $0.contents.map { !kept.contains($0) } ?? false }
        if lost.isEmpty || origins[old.name]?.has(old, orGoesOnIn: source) ?? false { return }
        try await requireSaved(lost, advice: "replace it with --force")
    }

    private func requireSaved(_ files: [NamespaceSnapshot.File], advice: String) async throws {
        for file in files {
            let state = await GitFile(path: file.path).state
            guard state != .saved else { continue }
            throw HostError(
                .unsavedSource,
                "\(workspace.shown(file.path)) would be lost: \(state.reason); commit it first, or \(advice)")
        }
    }
}

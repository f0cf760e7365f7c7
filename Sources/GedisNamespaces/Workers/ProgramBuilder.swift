import GedisCrypto
import GedisWorkers

/// Finds out what a program of the workers' protocol serves, by asking it, and keeps that until one of its files changes.
struct ProgramBuilder {
    let cache: NamespaceCache
    let environment: [String: String]

    /// How long a program may take until it serves.
    private static let deadline = Duration.seconds(30)

    /// Asks a program, or finds it asked.
    ///
    /// - Throws: `NamespaceError`: why it does not serve.
    func build(_ source: NamespaceSource, _ command: WorkerCommand) async throws -> BuiltNamespace {
        let manifests = ManifestCache(cache: cache, sourceName: "namespace\(source.language.ending)")
        let key = Digest.sha256(source.entry.bytes, Array(source.fileName.utf8))
        do {
            let program = try command.program(environment: environment)
            let load = WorkerLoad(program: program, name: source.name, path: program.path, source: .none)
            let kept = manifests.entry(key)
            let manifest: WorkerManifest
            if let kept {
                manifest = kept.manifest
            } else {
                manifest = try await load.describe(within: Self.deadline)
                try await manifests.add(manifest, of: source.entry.bytes, as: key)
            }
            return BuiltNamespace(
                source, manifest, library: manifests.source(of: key), source.entry.bytes, isCached: kept != nil, load)
        } catch let error as WorkerError {
            throw NamespaceError(error, of: source)
        }
    }
}

import FoundationEssentials
import GedisCrypto
import GedisWorkers
import Glibc

/// What workers said of sources, kept beside the sources as they were read.
struct ManifestCache {
    let cache: NamespaceCache
    /// The name of the source's file in an entry.
    let sourceName: String

    private static let manifestName = "manifest.marshal"

    /// Where an entry has its source.
    func source(of key: String) -> String { "\(cache.folder)/\(key)/\(sourceName)" }

    /// What was kept; nil where the cache does not have it.
    func entry(_ key: String) -> (manifest: WorkerManifest, text: [UInt8])? {
        let folder = "\(cache.folder)/\(key)"
        let path = source(of: key)
        guard cache.isOwn(folder), cache.isOwn(path),
            let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/\(Self.manifestName)")),
            let text = try? Data(contentsOf: URL(filePath: path)), let manifest = WorkerManifest(kept: [UInt8](bytes))
        else { return nil }
        cache.noteUse(of: folder)
        return (manifest, [UInt8](text))
    }

    /// Keeps what a worker said; where another process was faster, theirs stays.
    ///
    /// - Throws: `NamespaceError` when the cache cannot be written.
    func add(_ manifest: WorkerManifest, of text: [UInt8], as key: String) async throws {
        try await cache.withScratch { scratch in
            let finished = "\(scratch)/entry"
            try FileManager.default.createDirectory(
                atPath: finished, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try Data(text).write(to: URL(filePath: "\(finished)/\(sourceName)"))
            try Data(manifest.bytes).write(to: URL(filePath: "\(finished)/\(Self.manifestName)"))
            let place = "\(cache.folder)/\(key)"
            if rename(finished, place) != 0 {
                let reason = errno
                guard [EEXIST, ENOTEMPTY].contains(reason) else {
                    throw NamespaceError(.cache, "\(place) cannot be written: \(String(cString: strerror(reason)))")
                }
            }
        }
        cache.prune()
    }
}

extension BuiltNamespace {
    /// A namespace that a worker serves.
    ///
    /// - Parameters:
    ///   - source: its source
    ///   - manifest: what the worker said of it
    ///   - library: where the cache has the source
    ///   - text: the source as it was read
    ///   - isCached: whether it was known before
    ///   - worker: what serves it
    init(
        _ source: NamespaceSource, _ manifest: WorkerManifest, library: String, _ text: [UInt8], isCached: Bool,
        _ worker: WorkerLoad
    ) {
        self.init(
            source: source, summary: manifest.summary, commands: manifest.commands.map(CommandDescription.init),
            types: manifest.types, glue: nil, library: library, warnings: [], isCached: isCached,
            libraryDigest: Digest.sha256(text), shared: nil, isPackage: false, worker: worker)
    }
}

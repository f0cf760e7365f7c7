import FoundationEssentials
import GedisCrypto
import GedisKit
import GedisWorkers
import Glibc

/// Finds out what a source in Python says, by having Python import it, and keeps that.
struct PythonBuilder {
    private let cache: NamespaceCache
    private let python: PythonProgram

    /// How long importing a source may take.
    private static let deadline = Duration.seconds(60)

    private static let sourceName = "namespace.py"
    private static let manifestName = "manifest.marshal"

    /// - Throws: `WorkerError` where there is no Python.
    init(cache: NamespaceCache, environment: [String: String]) throws(WorkerError) {
        self.cache = cache
        python = try PythonProgram(environment: environment)
    }

    /// Reads a source, or finds it read.
    ///
    /// - Throws: `NamespaceError`: what is wrong in the source, or what is missing to read it.
    func build(_ source: NamespaceSource) async throws -> BuiltNamespace {
        let key = Digest.sha256(
            source.bytes, Array(source.fileName.utf8), Array(PythonProgram.digest.utf8), Array(python.interpreter.utf8))
        if let built = try built(source, key: key) { return built }
        let folder = try moduleFolder()
        let load = WorkerLoad(
            program: python.program(in: folder, name: source.name), name: source.name, path: source.path,
            source: source.bytes)
        let manifest: WorkerManifest
        do {
            manifest = try await load.describe(within: Self.deadline)
        } catch let error as WorkerError {
            throw NamespaceError(error, of: source)
        }
        try await cache.withScratch { scratch in try add(source, manifest, as: key, in: scratch) }
        cache.prune()
        return try described(source, manifest, key: key, source.bytes, isCached: false)
    }

    /// A source that was read before; nil where the cache does not have it.
    func built(_ source: NamespaceSource, key: String) throws -> BuiltNamespace? {
        let folder = "\(cache.folder)/\(key)"
        let path = "\(folder)/\(Self.sourceName)"
        guard cache.isOwn(folder), cache.isOwn(path),
            let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/\(Self.manifestName)")),
            let text = try? Data(contentsOf: URL(filePath: path)), let manifest = WorkerManifest(kept: [UInt8](bytes))
        else { return nil }
        cache.noteUse(of: folder)
        return try described(source, manifest, key: key, [UInt8](text), isCached: true)
    }

    private func described(
        _ source: NamespaceSource, _ manifest: WorkerManifest, key: String, _ text: [UInt8], isCached: Bool
    ) throws -> BuiltNamespace {
        let program = python.program(in: try moduleFolder(), executable: manifest.executable, name: source.name)
        return BuiltNamespace(
            source: source, summary: manifest.summary, commands: manifest.commands.map(CommandDescription.init),
            types: manifest.types, glue: nil, library: "\(cache.folder)/\(key)/\(Self.sourceName)", warnings: [],
            isCached: isCached, libraryDigest: Digest.sha256(text), shared: nil,
            worker: WorkerLoad(program: program, name: source.name, path: source.path, source: text))
    }

    /// Puts what was read into its place; where another process was faster, theirs stays.
    private func add(_ source: NamespaceSource, _ manifest: WorkerManifest, as key: String, in scratch: String) throws {
        let finished = "\(scratch)/entry"
        try FileManager.default.createDirectory(
            atPath: finished, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try Data(source.bytes).write(to: URL(filePath: "\(finished)/\(Self.sourceName)"))
        try Data(manifest.bytes).write(to: URL(filePath: "\(finished)/\(Self.manifestName)"))
        let place = "\(cache.folder)/\(key)"
        if rename(finished, place) != 0 {
            let reason = errno
            guard [EEXIST, ENOTEMPTY].contains(reason) else {
                throw NamespaceError(.cache, "\(place) cannot be written: \(String(cString: strerror(reason)))")
            }
        }
    }

    /// The folder with the module `gedis`, beside that of the namespaces. Python keeps what it compiles of it there.
    private func moduleFolder() throws(NamespaceError) -> String {
        let folder = URL(filePath: cache.folder).deletingLastPathComponent()
            .appending(path: "python/\(PythonProgram.digest.prefix(16))").path
        try OwnFolder.make(folder)
        let module = "\(folder)/gedis.py"
        if cache.isOwn(module), NamespaceCache.digest(ofFile: module) == PythonProgram.digest { return folder }
        do {
            try Data(PythonProgram.module).write(to: URL(filePath: module), options: .atomic)
        } catch {
            throw NamespaceError(.cache, "\(module) cannot be written: \(error)")
        }
        return folder
    }
}

extension CommandDescription {
    init(_ command: WorkerManifest.Command) {
        self.init(
            name: command.name, summary: command.summary, discussion: command.discussion,
            parameters: command.parameters, returns: command.result?.typeName ?? "", result: command.result,
            deprecation: command.deprecation, takesAnyArguments: command.takesRequest, isAsynchronous: true,
            line: command.line)
    }
}

extension NamespaceError {
    /// The error of a source that a worker does not serve.
    init(_ error: WorkerError, of source: NamespaceSource) {
        switch error {
        case .source(let problems):
            self = .source(
                source,
                problems.map { problem in
                    source.diagnostic(
                        at: SourcePlace(line: max(1, problem.line), column: max(1, problem.column)), problem.text)
                })
        case .failed(let reason): self.init(.worker, "\(source.path): \(reason)")
        }
    }
}

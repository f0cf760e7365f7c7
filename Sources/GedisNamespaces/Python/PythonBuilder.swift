import FoundationEssentials
import GedisCrypto
import GedisKit
import GedisWorkers
import Glibc

/// Finds out what a source in Python says, by having Python import it, and keeps that.
struct PythonBuilder {
    private let cache: NamespaceCache
    private let python: PythonProgram
    private let environments: PythonEnvironments

    /// How long importing a source may take.
    private static let deadline = Duration.seconds(60)

    /// - Throws: `WorkerError` where there is no Python.
    init(
        cache: NamespaceCache, environment: [String: String], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkerError) {
        self.cache = cache
        python = try PythonProgram(environment: environment)
        environments = PythonEnvironments(beside: cache, python, progress: progress)
    }

    /// Where a source is kept: as the text that it is, or with all of its files.
    private func manifests(isText: Bool) -> ManifestCache {
        ManifestCache(cache: cache, sourceName: isText ? "namespace.py" : "files.py")
    }

    /// Reads a source, or finds it read.
    ///
    /// - Throws: `NamespaceError`: what is wrong in the source, or what is missing to read it.
    func build(_ source: NamespaceSource) async throws -> BuiltNamespace {
        let metadata = try metadata(of: source)
        let key = key(of: source, metadata)
        if let built = try built(source, key: key) { return built }
        try await environments.checkVersion(metadata, of: source)
        let interpreter = try await environments.interpreter(for: metadata, of: source)
        let folder = try moduleFolder()
        let files = source.pythonSource
        let load = WorkerLoad(
            program: python.program(in: folder, executable: interpreter, name: source.name), name: source.name,
            path: source.path, source: files)
        let manifest: WorkerManifest
        do {
            manifest = try await load.describe(within: Self.deadline)
        } catch let error as WorkerError {
            throw NamespaceError(error, of: source)
        }
        try await manifests(isText: files.isText).add(manifest, of: files.kept, as: key)
        return try described(source, manifest, key: key, files, interpreter, isCached: false)
    }

    /// What is known of a source depends on all of this.
    private func key(of source: NamespaceSource, _ metadata: ScriptMetadata) -> String {
        Digest.sha256(
            of: source.pythonDigested
                + [source.fileName, PythonProgram.digest, python.interpreter, environments.key(of: metadata)].map {
                    Array($0.utf8)
                })
    }

    /// A source that was read as it is now; nil where it was not.
    func built(_ source: NamespaceSource) throws -> BuiltNamespace? {
        try built(source, key: key(of: source, metadata(of: source)))
    }

    /// A source that was read before; nil where the cache does not have it, or not the packages that it asks for.
    func built(_ source: NamespaceSource, key: String) throws -> BuiltNamespace? {
        for isText in [true, false] {
            guard let entry = manifests(isText: isText).entry(key),
                let files = isText ? .text(entry.text) : WorkerSource(kept: entry.text),
                let metadata = try? ScriptMetadata(files.entryText), let interpreter = environments.found(for: metadata)
            else { continue }
            return try described(source, entry.manifest, key: key, files, interpreter, isCached: true)
        }
        return nil
    }

    private func metadata(of source: NamespaceSource) throws(NamespaceError) -> ScriptMetadata {
        do throws(ScriptMetadata.Mistake) {
            return try ScriptMetadata(source.entry.bytes)
        } catch {
            throw .source(
                source, [source.entry.diagnostic(at: SourcePlace(line: error.line, column: 1), error.text)])
        }
    }

    private func described(
        _ source: NamespaceSource, _ manifest: WorkerManifest, key: String, _ files: WorkerSource,
        _ interpreter: String, isCached: Bool
    ) throws -> BuiltNamespace {
        // What stands for the interpreter, such as a script, takes time at each start.
        let executable = interpreter == python.interpreter ? manifest.executable : interpreter
        let program = python.program(in: try moduleFolder(), executable: executable, name: source.name)
        return BuiltNamespace(
            source, manifest, library: manifests(isText: files.isText).source(of: key), files.kept, isCached: isCached,
            WorkerLoad(program: program, name: source.name, path: source.path, source: files))
    }

    /// The folder with the package `gedis`, beside that of the namespaces. Python keeps what it compiles of it there.
    private func moduleFolder() throws(NamespaceError) -> String {
        let folder = URL(filePath: cache.folder).deletingLastPathComponent()
            .appending(path: "python/\(PythonProgram.digest.prefix(16))").path
        try OwnFolder.make("\(folder)/gedis")
        for file in PythonProgram.modules {
            let path = "\(folder)/gedis/\(file.name)"
            if cache.isOwn(path), NamespaceCache.digest(ofFile: path) == Digest.sha256(file.bytes) { continue }
            do {
                try Data(file.bytes).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw NamespaceError(.cache, "\(path) cannot be written: \(error)")
            }
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
        case _ where source.command != nil:
            let words = (source.command?.words ?? []).joined(separator: " ")
            self.init(.worker, "\(source.path): \(error)\n'gedis worker check \(words)' looks closer at the program")
        case .source(let problems):
            self = .source(
                source,
                problems.map(source.diagnostic))
        case .failed(let reason): self.init(.worker, "\(source.path): \(reason)")
        }
    }
}

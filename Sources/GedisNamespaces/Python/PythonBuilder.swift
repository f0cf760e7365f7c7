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

    private var manifests: ManifestCache { ManifestCache(cache: cache, sourceName: "namespace.py") }

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
        try await manifests.add(manifest, of: source.bytes, as: key)
        return try described(source, manifest, key: key, source.bytes, isCached: false)
    }

    /// A source that was read before; nil where the cache does not have it.
    func built(_ source: NamespaceSource, key: String) throws -> BuiltNamespace? {
        guard let entry = manifests.entry(key) else { return nil }
        return try described(source, entry.manifest, key: key, entry.text, isCached: true)
    }

    private func described(
        _ source: NamespaceSource, _ manifest: WorkerManifest, key: String, _ text: [UInt8], isCached: Bool
    ) throws -> BuiltNamespace {
        let program = python.program(in: try moduleFolder(), executable: manifest.executable, name: source.name)
        return BuiltNamespace(
            source, manifest, library: manifests.source(of: key), text, isCached: isCached,
            WorkerLoad(program: program, name: source.name, path: source.path, source: text))
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
        case _ where source.command != nil:
            let words = (source.command?.words ?? []).joined(separator: " ")
            self.init(.worker, "\(source.path): \(error)\n'gedis worker check \(words)' looks closer at the program")
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

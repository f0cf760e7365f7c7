import GedisFoundation
package import GedisKit
package import GedisWorkers

/// A namespace whose library has been compiled, or whose functions are known, now or earlier.
package struct BuiltNamespace: Sendable {
    /// The source it was built from.
    package let source: NamespaceSource
    /// What the author's type says it is for.
    package let summary: String
    /// Its commands, in the order of the source.
    package let commands: [CommandDescription]
    /// The types that its commands' schemas refer to.
    package let types: [TypeDescription]
    /// The glue, as it belongs beside the source; nil where the language needs none.
    package let glue: String?
    /// Where the library is; of a namespace in Python its source as it was read.
    package let library: String
    /// What the compiler warned of in the author's file.
    package let warnings: [Diagnostic]
    /// Whether nothing had to be compiled.
    package let isCached: Bool

    /// The library's SHA-256.
    package let libraryDigest: String
    /// The shared module that the library uses; nil where it uses none.
    let shared: SharedModule?

    /// Whether the library is loaded in a process of its own alone.
    let isPackage: Bool

    /// What serves it, where that is a process of its own.
    package let worker: WorkerLoad?

    /// The namespace's name.
    package var name: String { source.name }

    /// Loads the library and makes an instance of the namespace, for as long as the process lives.
    ///
    /// - Parameters:
    ///   - environment: what the namespace is handed
    ///   - isIsolated: whether a compiled library is loaded in a process of its own
    /// - Returns: the namespace, ready to serve.
    /// - Throws: `NamespaceError` when the library was changed or does not load, or the namespace's own `init` fails.
    package func load(
        in environment: Namespace.Environment, isIsolated: Bool = false
    ) throws(NamespaceError) -> Namespace {
        FoundationTypes.register()
        try checkDigest()
        if let worker { return try load(worker, in: environment) }
        if isIsolated || isPackage { return try loadIsolated(in: environment) }
        do {
            try shared?.load()
            return try NamespaceLibrary.load(library, in: environment)
        } catch let error as NamespaceError {
            throw error
        } catch let error as SettingsError {
            throw failure(error)
        } catch {
            throw failure(ofInit: "\(error)")
        }
    }

    /// The error of settings that are not what the namespace asks for.
    func failure(_ error: SettingsError) -> NamespaceError {
        var failure = NamespaceError(.settings, "\(source.path): namespace \(name): \(error)")
        failure.settings = error
        return failure
    }

    /// The error of an `init` that failed.
    func failure(ofInit text: String) -> NamespaceError {
        NamespaceError(.load, "\(source.path): init() of namespace \(name) failed: \(text)")
    }

    /// Makes sure that the library loads, without running anything of it.
    ///
    /// - Throws: `NamespaceError` when it was changed or does not load.
    package func check() throws(NamespaceError) {
        try checkDigest()
        // Libraries of a package may be other versions of those that gedis has.
        guard worker == nil, !isPackage else { return }
        try shared?.load()
        try NamespaceLibrary.open(library, of: name)
    }

    private func load(_ worker: WorkerLoad, in environment: Namespace.Environment) throws(NamespaceError) -> Namespace {
        do throws(WorkerError) {
            return try WorkerPool(worker, in: environment).namespace
        } catch {
            throw NamespaceError(error, of: source)
        }
    }

    /// Makes sure that the library is what was built.
    private func checkDigest() throws(NamespaceError) {
        guard NamespaceCache.digest(ofFile: library) == libraryDigest else {
            throw NamespaceError(.load, "\(library) was changed since namespace \(name) was built: build it again")
        }
    }
}

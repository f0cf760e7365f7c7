import FoundationEssentials
import GedisCrypto

/// Turns sources into namespaces: the compiler describes the source, gedis writes the glue, the compiler compiles both. A
/// source that has been built before is not built again.
package struct NamespaceBuilder: Sendable {
    /// The folder for what is compiled.
    package let cacheFolder: String
    let compiler: String?
    let kit: String?
    let environment: [String: String]
    let deadline: Duration
    private let progress: @Sendable (String) -> Void

    /// Describes where to build. Nothing is looked for before it is needed.
    ///
    /// - Parameters:
    ///   - cache: the folder for what is compiled; it is made for its owner only, as `modules` beside it is
    ///   - compiler: swiftc; nil for `GEDIS_SWIFTC`, `PATH`, and where toolchains usually are
    ///   - kit: the folder with GedisKit's module; nil for `GEDIS_KIT`, and where a build or an installation puts it
    ///   - environment: the environment's variables
    ///   - deadline: how long one run of the compiler may take
    ///   - progress: is notified of what takes long
    package init(
        cache: String, compiler: String? = nil, kit: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment, deadline: Duration = .seconds(120),
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.cacheFolder = cache
        self.compiler = compiler
        self.kit = kit
        self.environment = environment
        self.deadline = deadline
        self.progress = progress
    }

    /// Builds a namespace, or finds it built.
    ///
    /// - Parameter source: the source
    /// - Returns: the namespace, which can be loaded.
    /// - Throws: `NamespaceError`: what is wrong in the source, or what is missing to build it.
    package func build(_ source: NamespaceSource) async throws(NamespaceError) -> BuiltNamespace {
        do {
            let cache = try NamespaceCache(folder: cacheFolder)
            if source.language == .python {
                return try await PythonBuilder(cache: cache, environment: environment, progress: progress)
                    .build(source)
            }
            if let command = source.command {
                return try await ProgramBuilder(cache: cache, environment: environment).build(source, command)
            }
            let kit = try KitModule(folder: kit, environment: environment)
            let (sharedSource, sharedKey, key) = Self.keys(for: source, kit: kit)
            if let entry = cache.entry(key, of: source.fileName) {
                return BuiltNamespace(source, entry, isCached: true)
            }
            let compiler = try Compiler(path: compiler, environment: environment, deadline: deadline)
            if source.isPackage {
                let entry = try await PackageBuilder(cache: cache, compiler: compiler, kit: kit).build(source, as: key)
                return BuiltNamespace(source, entry, isCached: false)
            }
            let modules = try ModuleCache(besideNamespaces: cacheFolder)
            func run(_ module: String, in folder: String) -> CompilerRun {
                CompilerRun(
                    compiler: compiler, kit: kit.folder, modules: modules.folder, module: module, folder: folder)
            }
            var shared: SharedModule?
            if let sharedSource, let sharedKey {
                shared = cache.shared(sharedKey)
                if shared == nil {
                    shared = try await cache.withScratch { folder in
                        try await SharedModule.compile(
                            sharedSource, as: sharedKey, run(SharedModule.name(sharedKey), in: folder))
                        return try cache.addShared(folder, as: sharedKey)
                    }
                }
            }
            let entry = try await cache.withScratch { folder in
                let compilation = Compilation(
                    source: source, run: run("\(source.name)_\(key.prefix(16))", in: folder), shared: shared)
                let model = try ModelReader.read(
                    try await compilation.symbolGraph(), of: source, shared: try shared?.symbolGraph())
                let leftOut = LeftOutMethods.warnings(in: source, ofType: model.type)
                let warnings = leftOut + (try await compilation.library(with: Glue(model: model)))
                return try cache.add(folder, as: key, model: model, warnings: warnings, shared: shared)
            }
            cache.prune()
            modules.prune()
            return BuiltNamespace(source, entry, isCached: false)
        } catch let error as NamespaceError {
            throw error
        } catch {
            throw NamespaceError(.compiler, "\(source.path) was not built: \(error)")
        }
    }

    /// What a compiler or an editor's language server needs to read a namespace's source.
    ///
    /// - Throws: `NamespaceError` when GedisKit's module is not there.
    package var editorFlags: [String] {
        get throws(NamespaceError) {
            ["-I", try KitModule(folder: kit, environment: environment).folder, "-package-name", "namespaces"]
                + CompilerRun.languageFlags
        }
    }

    /// Finds a namespace that was built before, maybe from another source.
    ///
    /// - Parameters:
    ///   - source: the source as it is now
    ///   - library: where the library was then
    /// - Returns: the namespace, which can be loaded; nil where the cache does not have it any more.
    package func built(_ source: NamespaceSource, library: String) -> BuiltNamespace? {
        let folders = library.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        guard let key = folders.last, folders.dropLast().joined(separator: "/") == cacheFolder,
            let cache = try? NamespaceCache(folder: cacheFolder)
        else { return nil }
        // What a program was is gone with it.
        guard source.command == nil, !library.hasSuffix(NamespaceSource.Language.any.ending) else { return nil }
        if library.hasSuffix(NamespaceSource.Language.python.ending) {
            return try? PythonBuilder(cache: cache, environment: environment, progress: progress)
                .built(source, key: String(key))
        }
        guard let entry = cache.entry(String(key), of: source.fileName), entry.library == library else { return nil }
        return BuiltNamespace(source, entry, isCached: true)
    }

    /// The shared module that a source imports, its key, and that of the library.
    private static func keys(
        for source: NamespaceSource, kit: KitModule
    ) -> (shared: SharedSource?, sharedKey: String?, key: String) {
        let shared = source.isPackage ? nil : source.importedShared
        let sharedKey = shared.map { SharedModule.key(for: $0, kit: kit) }
        return (shared, sharedKey, key(for: source, shared: sharedKey, kit: kit))
    }

    /// Finds a namespace that is built as its source is now.
    ///
    /// - Parameter source: the source
    /// - Returns: the namespace; nil where it is not built, or what is needed to know that is missing.
    package func built(_ source: NamespaceSource) -> BuiltNamespace? {
        guard source.command == nil, let cache = try? NamespaceCache(folder: cacheFolder) else { return nil }
        if source.language == .python {
            return try? PythonBuilder(cache: cache, environment: environment, progress: progress).built(source)
        }
        guard let kit = try? KitModule(folder: kit, environment: environment),
            let entry = cache.entry(Self.keys(for: source, kit: kit).key, of: source.fileName)
        else { return nil }
        return BuiltNamespace(source, entry, isCached: true)
    }

    /// Everything that the library depends on.
    private static func key(for source: NamespaceSource, shared: String?, kit: KitModule) -> String {
        let texts = [source.fileName, source.name, "\(Glue.version)", shared ?? ""]
        return Digest.sha256(
            of: source.files.flatMap(\.digested) + texts.map { Array($0.utf8) } + [Array(kit.digest.utf8)])
    }
}

extension BuiltNamespace {
    fileprivate init(_ source: NamespaceSource, _ entry: CacheEntry, isCached: Bool) {
        self.init(
            source: source, summary: entry.manifest.model.summary,
            commands: entry.manifest.model.methods.map(CommandDescription.init), types: entry.manifest.model.types,
            glue: entry.glue,
            library: entry.library, warnings: entry.manifest.warnings.map { $0.moved(to: source) },
            isCached: isCached, libraryDigest: entry.manifest.libraryDigest, shared: entry.shared,
            isPackage: entry.manifest.isPackage ?? false, worker: nil)
    }
}

extension Diagnostic {
    /// The same source may be built from another place later.
    fileprivate func moved(to source: NamespaceSource) -> Diagnostic {
        var diagnostic = self
        diagnostic.path = source.file(at: place).path
        return diagnostic
    }
}

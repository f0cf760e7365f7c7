import FoundationEssentials
import GedisCrypto
import Glibc

/// The module `Shared` of a server, compiled: a library of its own, which all namespaces that import it use, so that what
/// it keeps is there once.
///
/// Each version has a module name of its own, for which `Shared` is an alias in the sources: versions can be loaded side by
/// side, as those of a namespace can, and their types are not taken for each other.
struct SharedModule: Sendable {
    /// How the names of the modules begin.
    static let prefix = "Shared_"

    /// What it was made from, and the name of its folder in the cache.
    let key: String
    /// The folder with the module and the library.
    let folder: String

    /// The module's own name.
    static func name(_ key: String) -> String { prefix + key.prefix(16) }

    /// The library. Its file name is in what is linked with it: once it is loaded, they find it by that name.
    static func libraryName(_ key: String) -> String { "lib\(name(key)).so" }

    /// The file that describes its declarations.
    static func symbolGraphName(_ key: String) -> String { "\(name(key)).symbols.json" }

    /// The path of the library.
    var library: String { "\(folder)/\(Self.libraryName(key))" }

    /// What makes the compiler take `import Shared` for it, and link the library.
    var importFlags: [String] {
        ["-module-alias", "\(SharedSource.module)=\(Self.name(key))", "-I", folder, "-L", folder]
    }

    /// What the compiler says of its declarations.
    ///
    /// - Throws: what reading and decoding throw.
    func symbolGraph() throws -> SourceGraph {
        try SourceGraph(json: Data(contentsOf: URL(filePath: "\(folder)/\(Self.symbolGraphName(key))")))
    }

    /// Loads the library, for good.
    ///
    /// - Throws: `NamespaceError` when it does not load.
    func load() throws(NamespaceError) { try Self.load(library) }

    /// Loads such a library, for good.
    ///
    /// - Throws: `NamespaceError` when it does not load.
    static func load(_ library: String) throws(NamespaceError) {
        guard dlopen(library, RTLD_NOW | RTLD_LOCAL) == nil else { return }
        let reason = dlerror().map { String(cString: $0) } ?? "for no known reason"
        throw NamespaceError(.load, "the library of the shared module does not load: \(reason)")
    }
}

extension SharedModule {
    /// Compiles it in a scratch folder.
    ///
    /// - Parameters:
    ///   - source: the files
    ///   - key: what they make
    ///   - run: the compiler, in the scratch folder
    /// - Throws: `NamespaceError` with what is wrong in them.
    static func compile(_ source: SharedSource, as key: String, _ run: CompilerRun) async throws {
        try run.write(source.files)
        let output = try await run(
            [
                "-O", "-emit-library", "-o", libraryName(key), "-Xlinker", "-soname=\(libraryName(key))",
                "-emit-module", "-emit-module-path", "\(run.module).swiftmodule", "-module-link-name", run.module,
                "-emit-symbol-graph", "-emit-symbol-graph-dir", ".", "-symbol-graph-minimum-access-level", "internal",
            ] + source.files.map(\.name))
        try run.check(output, of: source.path) { $0.diagnostics(for: source.files) }
    }

    /// What the library depends on.
    static func key(for source: SharedSource, kit: KitModule) -> String {
        Digest.sha256(of: [Array("shared, described".utf8), Array(kit.digest.utf8)] + source.files.flatMap(\.digested))
    }
}

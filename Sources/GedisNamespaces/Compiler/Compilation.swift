import FoundationEssentials

/// A namespace's source on its way through the compiler.
struct Compilation {
    let source: NamespaceSource
    /// The library's module is its own for each version of the source, so that versions can be loaded side by side.
    let run: CompilerRun
    /// What it shares with other namespaces; nil where it imports nothing of that.
    let shared: SharedModule?

    /// The name of the library in the scratch folder.
    static let libraryName = "namespace.so"

    /// Has the compiler describe the source's declarations.
    ///
    /// - Returns: its symbol graph.
    /// - Throws: `NamespaceError` with what is wrong in the source's declarations.
    func symbolGraph() async throws -> SourceGraph {
        try run.write(source.files)
        let output = try await run(
            sharedFlags + [
                "-emit-module", "-emit-module-path", "\(run.module).swiftmodule", "-emit-symbol-graph",
                "-emit-symbol-graph-dir", ".", "-symbol-graph-minimum-access-level", "internal",
                // What is in the bodies is looked at when the library is compiled.
                "-Xfrontend", "-experimental-skip-non-inlinable-function-bodies",
            ] + source.files.map(\.name))
        try run.check(output, of: source.path) { $0.diagnostics(for: source, glue: nil) }
        return try SourceGraph(json: Data(contentsOf: URL(filePath: "\(run.folder)/\(run.module).symbols.json")))
    }

    /// Compiles the source with its glue.
    ///
    /// - Parameter glue: the glue
    /// - Returns: what the compiler warned of in the source.
    /// - Throws: `NamespaceError` with what is wrong in the source.
    func library(with glue: Glue) async throws -> [Diagnostic] {
        let glueName = "\(source.name).swift+Glue.swift"
        let entryName = "\(source.name).swift+Entry.swift"
        try run.write(glue.text, to: glueName)
        try run.write(glue.entryPoint, to: entryName)
        let output = try await run(
            sharedFlags + ["-O", "-num-threads", "2", "-emit-library", "-o", Self.libraryName]
                + source.files.map(\.name)
                + [glueName, entryName])
        return try run.check(output, of: source.path) { $0.diagnostics(for: source, glue: glue) }
    }

    private var sharedFlags: [String] { shared?.importFlags ?? [] }
}

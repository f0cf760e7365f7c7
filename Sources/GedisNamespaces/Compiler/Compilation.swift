import FoundationEssentials

/// One source file on its way through the compiler, in a scratch folder.
struct Compilation {
    let source: NamespaceSource
    let compiler: Compiler
    /// The folder with GedisKit's module.
    let kit: String
    /// The folder where the compiler keeps Clang modules, such as those of the C library, from one compile to the next.
    let modules: String
    /// The library's module; its own for each version of the source, so that versions can be loaded side by side.
    let module: String
    /// The scratch folder, which the caller makes and removes.
    let folder: String

    /// The name of the library in the scratch folder.
    static let libraryName = "namespace.so"

    /// Has the compiler describe the source's declarations.
    ///
    /// - Returns: its symbol graph.
    /// - Throws: `NamespaceError` with what is wrong in the source's declarations.
    func symbolGraph() async throws -> SourceGraph {
        try write(source.bytes, to: source.fileName)
        let output = try await compiler.run(
            flags + [
                "-emit-module", "-emit-module-path", "\(module).swiftmodule", "-emit-symbol-graph",
                "-emit-symbol-graph-dir", ".", "-symbol-graph-minimum-access-level", "internal", source.fileName,
            ], in: folder)
        try check(output, glue: nil)
        return try SourceGraph(json: Data(contentsOf: URL(filePath: "\(folder)/\(module).symbols.json")))
    }

    /// Compiles the source with its glue.
    ///
    /// - Parameter glue: the glue
    /// - Returns: what the compiler warned of in the source.
    /// - Throws: `NamespaceError` with what is wrong in the source.
    func library(with glue: Glue) async throws -> [Diagnostic] {
        let glueName = "\(source.fileName)+Glue.swift"
        let entryName = "\(source.fileName)+Entry.swift"
        try write(Array(glue.text.utf8), to: glueName)
        try write(Array(glue.entryPoint.utf8), to: entryName)
        let output = try await compiler.run(
            flags + [
                "-O", "-emit-library", "-o", Self.libraryName, source.fileName, glueName,
                entryName,
            ], in: folder)
        return try check(output, glue: glue)
    }

    private var flags: [String] {
        [
            "-parse-as-library", "-whole-module-optimization", "-swift-version", "6", "-module-name", module, "-I", kit,
            "-diagnostic-style", "llvm",
            "-no-color-diagnostics", "-enable-upcoming-feature", "NonisolatedNonsendingByDefault",
            // So that the backtrace of a crash leads to the author's line.
            // The scratch folder has another name each time: mapping it would give each compile Clang modules of its own.
            "-gline-tables-only", "-file-compilation-dir", ".", "-module-cache-path", modules,
        ]
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    @discardableResult
    private func check(_ output: Compiler.Output, glue: Glue?) throws(NamespaceError) -> [Diagnostic] {
        let messages = CompilerMessages(output.text)
        let diagnostics = messages.diagnostics(for: source, glue: glue)
        guard !output.succeeded else { return diagnostics }
        if diagnostics.contains(where: { $0.severity == .error }) { throw .source(source, diagnostics) }
        let said =
            messages.rest.split(separator: "\n").first ?? messages.messages.first?.text[...] ?? "it does not say why"
        throw NamespaceError(.compiler, "\(compiler.path) failed for \(source.path): \(said)")
    }
}

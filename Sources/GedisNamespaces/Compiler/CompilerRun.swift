import FoundationEssentials

/// Compiling a module in a scratch folder: where it is, and what all modules of namespaces are compiled with.
struct CompilerRun {
    let compiler: Compiler
    /// The folder with GedisKit's module.
    let kit: String
    /// The folder where the compiler keeps Clang modules, such as those of the C library, from one compile to the next.
    let modules: String
    /// The module's name.
    let module: String
    /// The scratch folder, which the caller makes and removes.
    let folder: String

    /// Runs the compiler.
    ///
    /// - Parameter arguments: what to do, beyond what holds for all modules
    /// - Returns: what it said, and whether it succeeded.
    /// - Throws: `NamespaceError` when it cannot be run, or does not end in time.
    func callAsFunction(_ arguments: [String]) async throws -> ToolProcess.Output {
        try await compiler.run(flags + arguments, in: folder)
    }

    /// Which Swift the sources are written in.
    static let languageFlags = [
        "-parse-as-library", "-swift-version", "6", "-enable-upcoming-feature", "NonisolatedNonsendingByDefault",
    ]

    private var flags: [String] {
        Self.languageFlags + [
            "-whole-module-optimization", "-module-name", module, "-I", kit,
            "-diagnostic-style", "llvm", "-package-name", "namespaces", "-no-color-diagnostics",
            // So that the backtrace of a crash leads to the author's line.
            // The scratch folder has another name each time: mapping it would give each compile Clang modules of its own.
            "-gline-tables-only", "-file-compilation-dir", ".", "-module-cache-path", modules,
            // Swift's libraries are those of the program that loads it, also on a machine that has no compiler.
            "-no-toolchain-stdlib-rpath",
        ]
    }

    /// Writes an author's files into the folder, under the names that they are compiled by.
    func write(_ files: [SourceFile]) throws {
        for file in files {
            let path = URL(filePath: "\(folder)/\(file.name)")
            if file.name.contains("/") {
                try FileManager.default.createDirectory(
                    at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            }
            try Data(file.bytes).write(to: path)
        }
    }

    /// Writes generated source into the folder.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    /// Takes apart what the compiler said.
    ///
    /// - Parameters:
    ///   - output: what it said
    ///   - path: the author's file or folder
    ///   - diagnostics: finds what concerns the author
    /// - Returns: what it warned of.
    /// - Throws: `NamespaceError` when it failed.
    @discardableResult
    func check(
        _ output: ToolProcess.Output, of path: String, _ diagnostics: (CompilerMessages) -> [Diagnostic]
    ) throws(NamespaceError) -> [Diagnostic] {
        let messages = CompilerMessages(output.text)
        let diagnostics = diagnostics(messages)
        guard !output.succeeded else { return diagnostics }
        if diagnostics.contains(where: { $0.severity == .error }) { throw .source(path, diagnostics) }
        let said =
            messages.rest.split(separator: "\n").first ?? messages.messages.first?.text[...] ?? "it does not say why"
        throw NamespaceError(.compiler, "\(compiler.path) failed for \(path): \(said)")
    }
}

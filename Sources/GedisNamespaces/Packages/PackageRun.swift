import FoundationEssentials

/// Running the package manager on the copy of a package.
struct PackageRun {
    let manager: Compiler
    let folder: PackageFolder
    let source: NamespaceSource

    /// The targets of the package.
    ///
    /// - Throws: `NamespaceError` where the manifest has errors.
    func targets() async throws -> PackageTargets {
        let output = try await run("package", ["dump-package"])
        // What the manager has to say besides stands before it.
        guard output.succeeded, let start = output.text.firstIndex(of: "{"),
            let targets = try? JSONDecoder().decode(PackageTargets.self, from: Data(output.text[start...].utf8))
        else { throw failure(output, []) }
        return targets
    }

    /// Builds something of the package for release.
    ///
    /// - Parameters:
    ///   - what: what to build
    ///   - glue: the glue that is among the files; nil where it is not yet
    /// - Returns: what the compiler warned of in the package's own files.
    /// - Throws: `NamespaceError` with what is wrong in the package.
    func build(_ what: [String], glue: Glue?) async throws -> [Diagnostic] {
        let output = try await run(
            "build",
            [
                "-c", "release", "-debug-info-format", "none", "-Xswiftc", "-diagnostic-style", "-Xswiftc", "llvm",
                "-Xswiftc", "-no-toolchain-stdlib-rpath",
            ] + what)
        let all = CompilerMessages(Self.messages(output.text, in: folder.copy)).diagnostics(for: source, packaged: glue)
        // The compiler says the same for the module as it says for its files.
        var diagnostics: [Diagnostic] = []
        for diagnostic in all where !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
        guard output.succeeded else { throw failure(output, diagnostics) }
        return diagnostics
    }

    private func run(_ verb: String, _ arguments: [String]) async throws -> ToolProcess.Output {
        try await manager.run(
            [verb, "--package-path", folder.copy, "--scratch-path", folder.scratch] + arguments, in: folder.temporary)
    }

    /// What was said of files, without what is only progress, and with the package's files named from its folder.
    private static func messages(_ text: String, in folder: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { $0.prefixMatch(of: /\[[0-9]+\/[0-9]+\] |Building for |Build of |Build complete/) == nil }
            .joined(separator: "\n").replacing("\(folder)/", with: "")
    }

    /// The error of a run that failed.
    private func failure(_ output: ToolProcess.Output, _ diagnostics: [Diagnostic]) -> NamespaceError {
        var diagnostics = diagnostics
        let text = Self.messages(output.text, in: folder.copy)
        let lines = text.split(separator: "\n")
        if diagnostics.isEmpty {
            // What the manager itself says of errors in a manifest follows them.
            let said = lines.filter { !$0.hasPrefix("error: ") }.joined(separator: "\n")
            diagnostics = CompilerMessages(said).diagnostics(for: source.files)
        }
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return .source(source, diagnostics) }
        let errors = lines.filter { $0.contains("error: ") }
        let said = (errors.isEmpty ? Array(lines.suffix(3)) : errors).joined(separator: "\n")
        return NamespaceError(
            .compiler,
            "\(source.path.dropping(suffix: "/"))/Package.swift: \(said.isEmpty ? "it does not build" : said)")
    }
}

extension CompilerMessages {
    /// What concerns the author of a package: messages about its files, and errors in the glue that gedis wrote into it.
    fileprivate func diagnostics(for source: NamespaceSource, packaged glue: Glue?) -> [Diagnostic] {
        diagnostics(for: source.files) { message in
            guard let glue, message.file.hasSuffix(PackageAddition.glueName) else { return nil }
            return Self.diagnostic(for: message, in: source, glue: glue)
        }
    }
}

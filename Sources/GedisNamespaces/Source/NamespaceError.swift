package import GedisKit

/// Why a source file did not become a namespace.
package struct NamespaceError: Error, Sendable, Hashable {
    /// The kinds of failure.
    package enum Code: Sendable {
        /// The name cannot be a namespace's.
        case name
        /// The source file cannot be read.
        case unreadable
        /// The source has errors; the diagnostics list them.
        case source
        /// There is no compiler, or it failed without saying where.
        case compiler
        /// There is no interpreter, or the process that serves the namespace does not start.
        case worker
        /// GedisKit's module, which namespaces are compiled against, is not there.
        case kit
        /// The compiler did not end in time.
        case deadline
        /// The cache's folder cannot be used.
        case cache
        /// The namespace's settings are not what it asks for.
        case settings
        /// The compiled library does not load, or the namespace's own `init` failed.
        case load
    }

    /// The kind of failure.
    package var code: Code
    /// What failed and what to do, in one line.
    package var message: String
    /// What is wrong in the source, in the order of its lines.
    package var diagnostics: [Diagnostic]
    /// What is wrong with the namespace's settings.
    package var settings: SettingsError?

    /// Says what failed.
    package init(_ code: Code, _ message: String, diagnostics: [Diagnostic] = []) {
        self.code = code
        self.message = message
        self.diagnostics = diagnostics
    }
}

extension NamespaceError: CustomStringConvertible {
    /// The diagnostics, one below the other; the message where there are none.
    package var description: String {
        diagnostics.isEmpty ? message : diagnostics.map(\.description).joined(separator: "\n")
    }
}

extension NamespaceError {
    /// The error of a source that has `diagnostics`.
    static func source(_ source: NamespaceSource, _ diagnostics: [Diagnostic]) -> NamespaceError {
        .source(source.path, diagnostics)
    }

    /// The error of the file or folder at `path` that has `diagnostics`.
    static func source(_ path: String, _ diagnostics: [Diagnostic]) -> NamespaceError {
        let count = diagnostics.count { $0.severity == .error }
        return NamespaceError(
            .source, "\(path): \(count) \(count == 1 ? "error" : "errors")", diagnostics: diagnostics)
    }
}

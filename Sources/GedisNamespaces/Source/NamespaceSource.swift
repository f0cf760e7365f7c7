import FoundationEssentials
internal import GedisSettings

/// A namespace's source file, read once: the bytes that are hashed are the bytes that are compiled.
package struct NamespaceSource: Sendable {
    /// Where the file is, as its author gave it; messages name it so.
    package let path: String
    /// The name under which its commands are served, such as `calc`.
    package let name: String
    /// The source text.
    package let bytes: [UInt8]
    /// The language that it is written in.
    package let language: Language

    /// A language that namespaces are written in.
    package enum Language: String, Sendable {
        /// Swift, which is compiled and runs in the server's process.
        case swift
        /// Python, which runs in a process of its own.
        case python

        /// How the names of its files end.
        package var ending: String {
            switch self {
            case .swift: ".swift"
            case .python: ".py"
            }
        }

        fileprivate init?(ofFile path: String) {
            guard let language = [Language.swift, .python].first(where: { path.hasSuffix($0.ending) }) else {
                return nil
            }
            self = language
        }
    }

    /// Reads a source file.
    ///
    /// - Parameters:
    ///   - path: the file's path
    ///   - name: the namespace's name; nil for the file's name in lower case
    /// - Throws: `NamespaceError` when the file cannot be read or the name cannot be a namespace's.
    package init(path: String, name: String? = nil) throws(NamespaceError) {
        let contents: Data
        do {
            contents = try Data(contentsOf: URL(filePath: path))
        } catch {
            let reason = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file"
            throw NamespaceError(.unreadable, "\(path): \(reason)")
        }
        try self.init(path: path, name: name, bytes: [UInt8](contents))
    }

    /// Takes source text that has been read already.
    ///
    /// - Parameters:
    ///   - path: where it came from
    ///   - name: the namespace's name; nil for the file's name in lower case
    ///   - bytes: the text
    /// - Throws: `NamespaceError` when the name cannot be a namespace's.
    package init(path: String, name: String? = nil, bytes: [UInt8]) throws(NamespaceError) {
        self.path = path
        self.bytes = bytes
        self.name = name ?? NamespaceName.ofFile(path)
        guard let language = Language(ofFile: path) else {
            throw NamespaceError(.name, "\(path): a namespace's source file is named like calc.swift or calc.py")
        }
        self.language = language
        guard NamespaceName.isValid(self.name) else {
            let advice = name == nil ? "; rename the file or give the namespace a name" : ""
            throw NamespaceError(
                .name, "'\(self.name)' cannot name a namespace: \(NamespaceName.rule(for: self.name))\(advice)")
        }
    }

    /// The name under which it is compiled: the one that it has in the config repo, whatever its author's file is called,
    /// so that adding a file and loading it from there compile the same.
    var fileName: String { "\(name)\(language.ending)" }
}

extension NamespaceSource {
    /// What to do about a parameter's type that no argument can become.
    static func argumentAdvice(_ type: some StringProtocol) -> String {
        "instead of \(type) use String, Int, Double, Bool, [UInt8] or an enum with raw values, "
            + "or make the type conform to Decodable (JSON in one argument) or to Argument"
    }

    /// An error or a note about a place in the source, with the line it is in.
    func diagnostic(_ severity: Diagnostic.Severity = .error, at place: SourcePlace, _ message: String) -> Diagnostic {
        Diagnostic(
            path: path, place: place, severity: severity, message: message, excerpt: excerpt(at: place))
    }

    private func excerpt(at place: SourcePlace) -> String {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(place.line - 1) else { return "" }
        let line = lines[place.line - 1].filter { $0 != UInt8(ascii: "\r") }
        // Tabs stay tabs, so that the caret stands below its column however wide they are shown.
        let indent = line.prefix(place.column - 1).map { $0 == UInt8(ascii: "\t") ? $0 : UInt8(ascii: " ") }
        return String(decoding: line, as: UTF8.self) + "\n" + String(decoding: indent, as: UTF8.self) + "^"
    }
}

import FoundationEssentials

/// The Swift files that all namespaces of a server can import as `Shared`.
package struct SharedSource: Sendable {
    /// The module's name in a source.
    static let module = "Shared"

    /// The folder.
    package let path: String
    /// Its files.
    package let files: [SourceFile]

    /// Reads the files of a folder.
    ///
    /// - Throws: `NamespaceError` when one cannot be read.
    package init(path: String) throws(NamespaceError) {
        self.path = path
        files = try SourceFile.all(inFolder: path)
    }
}

extension NamespaceSource {
    /// Whether one of its files imports the shared module.
    var importsShared: Bool {
        files.contains { file in
            let words = SwiftTokens(file.bytes).tokens.map(\.text)
            return words.indices.dropFirst().contains { words[$0] == SharedSource.module && words[$0 - 1] == "import" }
        }
    }
}

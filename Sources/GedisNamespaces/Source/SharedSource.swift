import FoundationEssentials
internal import GedisCrypto

/// The files that all namespaces of a server can import: those in Swift as `Shared`, those in Python as `shared`.
package struct SharedSource: Sendable {
    /// The module's name in a source.
    static let module = "Shared"

    /// The folder.
    package let path: String
    /// Its files in Swift.
    package let files: [SourceFile]
    /// Its files in Python.
    package let pythonFiles: [SourceFile]

    /// Reads the files of a folder.
    ///
    /// - Throws: `NamespaceError` when one cannot be read.
    package init(path: String) throws(NamespaceError) {
        self.path = path
        files = try SourceFile.swift(inFolder: path)
        pythonFiles = try SourceFile.python(inFolder: path)
    }
}

extension NamespaceSource {
    /// A SHA-256 of all that it is built from: its files, and what it shares with others where it imports that.
    package var fullDigest: String {
        guard let shared = importedShared else { return digest }
        let files = language == .python ? shared.pythonFiles : shared.files
        return Digest.sha256(of: [Array(digest.utf8)] + files.flatMap(\.digested))
    }

    /// What it shares, where one of its files imports that.
    var importedShared: SharedSource? {
        guard let shared else { return nil }
        if language == .python {
            return !shared.pythonFiles.isEmpty && importsPythonShared ? shared : nil
        }
        return !shared.files.isEmpty && importsSwiftShared ? shared : nil
    }

    private var importsPythonShared: Bool {
        files.contains { file in
            String(decoding: file.bytes, as: UTF8.self).contains(
                /(?m)^[ \t]*(from[ \t]+|import[ \t]+([^#\n]*,[ \t]*)?)shared(?!\w)/)
        }
    }

    private var importsSwiftShared: Bool {
        files.contains { file in
            let words = SwiftTokens(file.bytes).tokens.map(\.text)
            return words.indices.dropFirst().contains { words[$0] == SharedSource.module && words[$0 - 1] == "import" }
        }
    }
}

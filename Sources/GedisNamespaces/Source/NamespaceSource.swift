import FoundationEssentials
internal import GedisCrypto
internal import GedisSettings
package import GedisWorkers

/// The source of a namespace: a file, a folder of files that are one module, or a Swift package.
package struct NamespaceSource: Sendable {
    /// Where the file or folder is, as its author gave it; messages name it so.
    package let path: String
    /// The name under which its commands are served, such as `calc`.
    package let name: String
    /// Whether it is a folder.
    package let isFolder: Bool
    /// Its files, in the order of their names; at least one.
    package let files: [SourceFile]
    /// What its server's namespaces share; nil where they share nothing.
    package var shared: SharedSource?
    /// The program that serves it; nil where it has a source.
    package private(set) var command: WorkerCommand?

    /// A language that namespaces are written in.
    package enum Language: String, Sendable {
        /// Swift, which is compiled and runs in the server's process.
        case swift
        /// Python, which runs in a process of its own.
        case python
        /// Any: a program that speaks the workers' protocol.
        case any

        /// How the names of its files end.
        package var ending: String {
            switch self {
            case .swift: ".swift"
            case .python: ".py"
            case .any: ".command"
            }
        }

        fileprivate static func ofFile(_ path: String) -> Language? {
            [Language.swift, .python].first { path.hasSuffix($0.ending) }
        }
    }

    /// The language that it is written in.
    package var language: Language {
        command != nil ? .any : Language.ofFile(files[0].name) ?? .swift
    }

    /// The file that a namespace in Python begins with; of a source that is one file, that file.
    var entry: SourceFile {
        files.first { $0.name == "__init__.py" } ?? files.first { NamespaceName.isPythonEntry($0.name, of: name) }
            ?? files[0]
    }

    /// Whether it is a Swift package, whose dependencies are built with it.
    package var isPackage: Bool { isFolder && files.contains { $0.name == NamespaceName.packageManifest } }

    /// The same with some of its files.
    func restricted(to isPart: (SourceFile) -> Bool) -> NamespaceSource {
        NamespaceSource(path: path, name: name, isFolder: isFolder, files: files.filter(isPart))
    }

    /// Reads a source file, or the files of a folder.
    ///
    /// - Parameters:
    ///   - path: the file's or folder's path
    ///   - name: the namespace's name; nil for the file's or folder's name in lower case
    ///   - shared: the folder that its server's namespaces share; nil where they share nothing
    /// - Throws: `NamespaceError` when a file cannot be read or the name cannot be a namespace's.
    package init(path: String, name: String? = nil, shared: String? = nil) throws(NamespaceError) {
        var isFolder = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
            let name = try Self.name(name, of: URL(filePath: path).standardizedFileURL.path)
            self.init(path: path, name: name, isFolder: true, files: try SourceFile.all(inFolder: path, of: name))
        } else {
            let name = try Self.name(name, ofFile: path)
            let file = try SourceFile(path: path, name: Self.fileName(name, ofFile: path))
            self.init(path: path, name: name, isFolder: false, files: [file])
        }
        if let shared { self.shared = try SharedSource(path: shared) }
    }

    /// Takes source text that has been read already.
    ///
    /// - Parameters:
    ///   - path: where it came from
    ///   - name: the namespace's name; nil for the file's name in lower case
    ///   - bytes: the text
    /// - Throws: `NamespaceError` when the name cannot be a namespace's.
    package init(path: String, name: String? = nil, bytes: [UInt8]) throws(NamespaceError) {
        let name = try Self.name(name, ofFile: path)
        // It has the name that it has in the config repo, whatever its author's file is called, so that adding a file and
        // loading it from there compile the same.
        let file = SourceFile(path: path, name: Self.fileName(name, ofFile: path), bytes: bytes)
        self.init(path: path, name: name, isFolder: false, files: [file])
    }

    /// A namespace that a program serves.
    ///
    /// - Parameters:
    ///   - command: the program
    ///   - place: where it is named, for messages
    ///   - name: the namespace's name
    package init(_ command: WorkerCommand, namedIn place: String, name: String) {
        // What the file would say is what the program's manifest depends on.
        let file = SourceFile(
            path: place, name: "\(name)\(Language.any.ending)", bytes: Array(command.state.utf8))
        self.init(path: place, name: name, isFolder: false, files: [file])
        self.command = command
    }

    private init(path: String, name: String, isFolder: Bool, files: [SourceFile]) {
        self.path = path
        self.name = name
        self.isFolder = isFolder
        self.files = files
    }

    private static func fileName(_ name: String, ofFile path: String) -> String {
        "\(name)\((Language.ofFile(path) ?? .swift).ending)"
    }

    private static func name(_ name: String?, ofFile path: String) throws(NamespaceError) -> String {
        guard Language.ofFile(path) != nil else {
            throw NamespaceError(.name, "\(path): a namespace's source file is named like calc.swift or calc.py")
        }
        return try Self.name(name, of: path)
    }

    private static func name(_ given: String?, of path: String) throws(NamespaceError) -> String {
        let name = given ?? NamespaceName.ofFile(path)
        guard NamespaceName.isValid(name) else {
            let advice = given == nil ? "; rename the file or give the namespace a name" : ""
            throw NamespaceError(
                .name, "'\(name)' cannot name a namespace: \(NamespaceName.rule(for: name))\(advice)")
        }
        return name
    }

    /// What messages and the glue call it: the file's or folder's name in the config repo.
    var fileName: String { isFolder ? "\(name)/" : "\(name)\(language.ending)" }

    /// A SHA-256 of what all its files say; of a single file, of its bytes.
    package var digest: String { Digest.sha256(of: isFolder ? files.flatMap(\.digested) : files.map(\.bytes)) }
}

extension SourceFile {
    /// What makes it another file: its name and its text.
    var digested: [[UInt8]] { [Array(name.utf8), bytes] }
}

extension NamespaceSource {
    /// What to do about a parameter's type that no argument can become.
    static func argumentAdvice(_ type: some StringProtocol) -> String {
        "instead of \(type) use String, Int, Double, Bool, [UInt8] or an enum with raw values, "
            + "or make the type conform to Decodable (JSON in one argument) or to Argument"
    }

    /// An error, a warning or a note about a place in the source, with the line it is in.
    func diagnostic(_ severity: Diagnostic.Severity = .error, at place: SourcePlace, _ message: String) -> Diagnostic {
        file(at: place).diagnostic(severity, at: place, message)
    }

    /// The file that a place is in; the first where it names none.
    func file(at place: SourcePlace) -> SourceFile { files.file(at: place) }
}

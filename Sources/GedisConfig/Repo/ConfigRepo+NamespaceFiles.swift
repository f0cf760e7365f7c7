extension ConfigRepo {
    /// Puts a namespace's source, one file, and its glue into a server's folder.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - server: the server's name
    ///   - source: the source's text
    ///   - glue: the glue's text; nil where it needs none
    ///   - ending: how the source's file name ends
    ///   - replacing: whether a namespace of the name is replaced
    /// - Returns: where the files are.
    /// - Throws: `ConfigError` of code `notFound` when there is no such server, and of code `exists` when it has the
    ///   namespace already.
    @discardableResult
    public func addNamespace(
        _ name: String, to server: String, source: String, glue: String?, ending: String = ".swift",
        replacing: Bool = false
    ) throws(ConfigError) -> NamespaceFiles {
        try addNamespace(name, to: server, source: .file(source), glue: glue, ending: ending, replacing: replacing)
    }

    /// Puts a namespace's source and glue into a server's folder. Other files in a folder that is replaced stay.
    ///
    /// All are on the disk before the first takes its place. The source comes last: it decides, and glue that doesn't
    /// fit it is made again.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - server: the server's name
    ///   - source: the source's text
    ///   - glue: the glue's text; nil where it needs none
    ///   - ending: how the source's file name ends, where it is a file
    ///   - replacing: whether a namespace of the name is replaced
    /// - Returns: where the files are.
    /// - Throws: `ConfigError` of code `notFound` when there is no such server, of code `exists` when it has the
    ///   namespace already, and of code `invalid` when a folder cannot have the name.
    @discardableResult
    public func addNamespace(
        _ name: String, to server: String, source: NamespaceText, glue: String?, ending: String = ".swift",
        replacing: Bool = false
    ) throws(ConfigError) -> NamespaceFiles {
        try requireExistence(.server, server)
        let name = try Self.namespaceName(ofFile: name)
        return try change { () throws(ConfigError) in
            try requireExistence(.server, server)
            let folder = folder(of: .server, server)
            let old = try findNamespaces(of: server).0.filter { $0.name == name }
            guard old.isEmpty || replacing else {
                throw ConfigError(.exists, "server \(server) has a namespace \(name) already")
            }
            let (isFolder, texts) = try source.files(of: name)
            var files =
                old.first { $0.isFolder == isFolder && (isFolder || $0.source.hasSuffix(ending)) }
                ?? NamespaceFiles(
                    name: name, ofServerIn: folder, source: isFolder ? name : "\(name)\(ending)", isFolder: isFolder)
            files.shared = try sharedFolder(of: server)
            try FileSystem.refuseLink("\(folder)/\(Self.generatedFolder)")
            try FileSystem.makeFolder(glue == nil ? folder : "\(folder)/\(Self.generatedFolder)")
            let newGlue = try glue.map { (glue) throws(ConfigError) in
                try AtomicFile.prepare(Array(glue.utf8), for: files.glue)
            }
            var newFiles = AtomicFiles()
            for (place, text) in texts.sorted(by: { $0.key < $1.key }) {
                try newFiles.prepare(Array(text.utf8), for: isFolder ? "\(files.source)/\(place)" : files.source)
            }
            try newGlue?.commit()
            let written = try newFiles.commit()
            for old in old {
                for path in try Self.sourceFiles(of: old) where !written.contains(path) {
                    try FileSystem.removeFile(path)
                }
                if old.isFolder { try FileSystem.removeEmptyFolders(in: old.source) }
            }
            if glue == nil { try FileSystem.removeFile(files.glue) }
            return files
        }
    }

    /// Writes the glue of a namespace anew, where it isn't what it should be.
    ///
    /// - Parameters:
    ///   - glue: the glue's text; nil where it needs none
    ///   - files: the namespace's files
    /// - Throws: `ConfigError` when it cannot be written.
    public func writeGlue(_ glue: String?, of files: NamespaceFiles) throws(ConfigError) {
        guard let glue else { return }
        try change { () throws(ConfigError) in
            let bytes = Array(glue.utf8)
            if FileSystem.kind(of: files.glue) == .file, try FileSystem.read(files.glue) == bytes { return }
            let folder = String(files.glue[..<(files.glue.lastIndex(of: "/") ?? files.glue.endIndex)])
            try FileSystem.refuseLink(folder)
            try FileSystem.makeFolder(folder)
            try AtomicFile.prepare(bytes, for: files.glue).commit()
        }
    }

    /// Takes a namespace's source and glue out of a server's folder. Other files in the source's folder stay.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - server: the server's name
    /// - Throws: `ConfigError` of code `notFound` when there is none of the name.
    public func removeNamespace(_ name: String, from server: String) throws(ConfigError) {
        try requireExistence(.server, server)
        try change { () throws(ConfigError) in
            let files = try namespace(name, of: server)
            // Glue without a source is nothing to a server; a source without glue is whole.
            for path in try Self.sourceFiles(of: files) { try FileSystem.removeFile(path) }
            if files.isFolder { try FileSystem.removeEmptyFolders(in: files.source) }
            try FileSystem.synchronize(folder: folder(of: .server, server))
            try FileSystem.removeFile(files.glue)
        }
    }

    /// The absolute paths of a namespace's source files.
    static func sourceFiles(of files: NamespaceFiles) throws(ConfigError) -> [String] {
        guard files.command.isEmpty else { return [] }
        guard files.isFolder else { return FileSystem.kind(of: files.source) == .missing ? [] : [files.source] }
        return try FileSystem.namespaceFiles(in: files.source).map { "\(files.source)/\($0)" }
    }
}

extension NamespaceText {
    /// The texts by their paths from the source's folder; of a single file, one text.
    fileprivate func files(of name: String) throws(ConfigError) -> (isFolder: Bool, texts: [String: String]) {
        switch self {
        case .file(let text): return (false, ["": text])
        case .folder(let texts):
            guard name != ConfigRepo.generatedFolder, name != ConfigRepo.sharedFolder else {
                throw ConfigError(
                    .invalid, "a folder named \(name) in a server's folder is no namespace: choose another name")
            }
            return (true, texts)
        }
    }
}

/// New contents of several files, all of which are on the disk before the first takes its place.
private struct AtomicFiles: ~Copyable {
    private var files: [(path: String, draft: Draft)] = []

    /// Writes the contents of one more file to the disk, under another name.
    mutating func prepare(_ contents: [UInt8], for path: String) throws(ConfigError) {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileSystem.refuseLink(folder)
        try FileSystem.makeFolder(folder)
        files.append((path, Draft(try AtomicFile.prepare(contents, for: path))))
    }

    /// Puts all in their places.
    ///
    /// - Returns: the paths.
    consuming func commit() throws(ConfigError) -> Set<String> {
        for file in files { try file.draft.commit() }
        return Set(files.map(\.path))
    }

    /// Holds a draft, because an array cannot.
    private final class Draft {
        private var file: AtomicFile?

        init(_ file: consuming AtomicFile) { self.file = consume file }

        func commit() throws(ConfigError) {
            if let file = file.take() { try file.commit() }
        }
    }
}

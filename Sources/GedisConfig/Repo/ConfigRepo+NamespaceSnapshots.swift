internal import Glibc

/// What a server's folder holds of a namespace at one moment, so that it can be put back.
package struct NamespaceSnapshot: Hashable, Sendable {
    /// A file, or the place of one.
    package struct File: Hashable, Sendable {
        /// The absolute path.
        package var path: String
        /// The bytes; nil where there is no file.
        package var contents: [UInt8]?
        var mode: mode_t = 0o666
    }

    /// The namespace's name.
    package let name: String
    let server: String
    /// The files of its source; without any there is no namespace.
    package let sources: [File]
    /// The folder that the source's files lie in; nil where the source is a single file.
    package let folder: String?
    let glue: File
}

extension ConfigRepo {
    /// Reads a namespace's files as they are, whether there is one of the name or not.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - server: the server's name
    /// - Returns: the files.
    /// - Throws: `ConfigError` when there is no such server, or a file cannot be read.
    package func snapshot(of name: String, on server: String) throws(ConfigError) -> NamespaceSnapshot {
        let files =
            try namespaces(of: server).first { $0.name == name }
            ?? NamespaceFiles(name: name, ofServerIn: folder(of: .server, server))
        var sources: [NamespaceSnapshot.File] = []
        for path in try Self.sourceFiles(of: files) { sources.append(try Self.read(path)) }
        return NamespaceSnapshot(
            name: name, server: server, sources: sources, folder: files.isFolder ? files.source : nil,
            glue: try Self.read(files.glue))
    }

    /// Puts a namespace's files back as they were.
    ///
    /// - Parameter snapshot: how they were
    /// - Throws: `ConfigError` when a file cannot be written.
    package func restore(_ snapshot: NamespaceSnapshot) throws(ConfigError) {
        try change { () throws(ConfigError) in
            let folder = folder(of: .server, snapshot.server)
            let old = Set(snapshot.sources.map(\.path))
            // A source of the same namespace may have another name: Calc.swift and calc.swift are one.
            for files in try findNamespaces(of: snapshot.server).0 where files.name == snapshot.name {
                for path in try Self.sourceFiles(of: files) where !old.contains(path) {
                    try FileSystem.removeFile(path)
                }
                if files.isFolder { try FileSystem.removeEmptyFolders(in: files.source) }
            }
            try Self.write(snapshot.glue)
            for file in snapshot.sources { try Self.write(file) }
            try FileSystem.synchronize(folder: folder)
            // A folder that has become empty was made for the namespace.
            if snapshot.glue.contents == nil { FileSystem.removeFolder("\(folder)/\(Self.generatedFolder)") }
            if snapshot.sources.isEmpty { FileSystem.removeFolder(folder) }
        }
    }

    private static func read(_ path: String) throws(ConfigError) -> NamespaceSnapshot.File {
        var status = stat()
        guard lstat(path, &status) == 0 else { return NamespaceSnapshot.File(path: path) }
        return NamespaceSnapshot.File(
            path: path, contents: try FileSystem.read(path, limit: .max), mode: status.st_mode & 0o7777)
    }

    private static func write(_ file: NamespaceSnapshot.File) throws(ConfigError) {
        guard let contents = file.contents else { return try FileSystem.removeFile(file.path) }
        let folder = String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.endIndex)])
        try FileSystem.refuseLink(folder)
        try FileSystem.makeFolder(folder)
        try AtomicFile.prepare(contents, for: file.path, mode: file.mode).commit()
    }
}

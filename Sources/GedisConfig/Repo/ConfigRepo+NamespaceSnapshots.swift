internal import Glibc

/// What a server's folder holds of a namespace at one moment, so that it can be put back.
package struct NamespaceSnapshot: Hashable, Sendable {
    struct File: Hashable, Sendable {
        var path: String
        /// The bytes; nil where there is no file.
        var contents: [UInt8]?
        var mode: mode_t = 0o666
    }

    /// The namespace's name.
    package let name: String
    let server: String
    /// Without a source there is no namespace.
    let source: File
    let glue: File

    /// Where the source lies; nil where there is no namespace of the name.
    package var sourcePath: String? { source.contents.map { _ in source.path } }

    /// The source's bytes; nil where there is no namespace of the name.
    package var sourceBytes: [UInt8]? { source.contents }
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
        return NamespaceSnapshot(
            name: name, server: server, source: try Self.read(files.source), glue: try Self.read(files.glue))
    }

    /// Puts a namespace's files back as they were.
    ///
    /// - Parameter snapshot: how they were
    /// - Throws: `ConfigError` when a file cannot be written.
    package func restore(_ snapshot: NamespaceSnapshot) throws(ConfigError) {
        try change { () throws(ConfigError) in
            let folder = folder(of: .server, snapshot.server)
            // A file of the same namespace may have another name: Calc.swift and calc.swift are one.
            for files in try findNamespaces(of: snapshot.server).0
            where files.name == snapshot.name && files.source != snapshot.source.path {
                try FileSystem.removeFile(files.source)
            }
            try Self.write(snapshot.glue)
            try Self.write(snapshot.source)
            try FileSystem.synchronize(folder: folder)
            // A folder that has become empty was made for the namespace.
            if snapshot.glue.contents == nil { rmdir("\(folder)/generated") }
            if snapshot.source.contents == nil { rmdir(folder) }
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

extension ConfigRepo {
    /// Puts a namespace's source and glue into a server's folder.
    ///
    /// Both are on the disk before the first takes its place. The source comes last: it decides, and glue that doesn't
    /// fit it is made again.
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
        try requireExistence(.server, server)
        let name = try Self.namespaceName(ofFile: name)
        return try change { () throws(ConfigError) in
            try requireExistence(.server, server)
            let folder = folder(of: .server, server)
            let old = try findNamespaces(of: server).0.first { $0.name == name }
            guard old == nil || replacing else {
                throw ConfigError(.exists, "server \(server) has a namespace \(name) already")
            }
            var files = NamespaceFiles(name: name, ofServerIn: folder, source: "\(name)\(ending)")
            // One of the same language keeps its file's name, whatever its case.
            if let old, old.source.hasSuffix(ending) { files = old }
            try FileSystem.refuseLink("\(folder)/generated")
            try FileSystem.makeFolder(glue == nil ? folder : "\(folder)/generated")
            let newGlue = try glue.map { (glue) throws(ConfigError) in
                try AtomicFile.prepare(Array(glue.utf8), for: files.glue)
            }
            let newSource = try AtomicFile.prepare(Array(source.utf8), for: files.source)
            try newGlue?.commit()
            try newSource.commit()
            if let old, old.source != files.source { try FileSystem.removeFile(old.source) }
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

    /// Takes a namespace's source and glue out of a server's folder.
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
            try FileSystem.removeFile(files.source)
            try FileSystem.synchronize(folder: folder(of: .server, server))
            try FileSystem.removeFile(files.glue)
        }
    }
}

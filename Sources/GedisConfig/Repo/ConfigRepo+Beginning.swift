extension ConfigRepo {
    /// Writes what a repo begins with: `gedis.yaml`, a `.gitignore`, and the schemas by which editors know the keys. Schemas
    /// are written anew, other files only where they are missing.
    ///
    /// - Returns: the files that were written, from the repo's folder on.
    /// - Throws: `ConfigError` when a file cannot be written.
    public func begin() throws(ConfigError) -> [String] {
        try change { () throws(ConfigError) in
            var written: [String] = []
            func write(_ bytes: [UInt8], to file: String, replacing: Bool) throws(ConfigError) {
                let place = "\(path)/\(file)"
                let old = FileSystem.kind(of: place) == .missing ? nil : try FileSystem.read(place)
                guard old == nil || (replacing && old != bytes) else { return }
                try AtomicFile.prepare(bytes, for: place).commit()
                written.append(file)
            }
            let schemas = DefinitionSchema.folder
            try FileSystem.refuseLink("\(path)/\(schemas)")
            try FileSystem.makeFolder("\(path)/\(schemas)")
            for kind in InstanceKind.allCases {
                let schema = DefinitionSchema.text(of: kind, backendTypes)
                try write(schema, to: "\(schemas)/\(DefinitionSchema.file(of: kind))", replacing: true)
            }
            let own = "\(schemas)/\(DefinitionSchema.repoFile)"
            try write(DefinitionSchema.repoText(backendTypes), to: own, replacing: true)
            try write(Array(Self.ignored.utf8), to: ".gitignore", replacing: false)
            let text = InstanceHeader.modeline(own) + Self.repoText
            try write(Array(text.utf8), to: DefinitionFile.path(DefinitionFile.repo), replacing: false)
            return written
        }
    }

    /// What git is not to keep: keys, drafts of files that are being written, and what Python makes of sources.
    private static let ignored = "key.pem\n.*.new\n__pycache__/\n*.sqlite\n*.sqlite-*\n"

    private static let repoText = """
        # What all servers, clients, backends and machines have where their own files say nothing.
        defaults:
          server:
            # log_format: json
          client:
          backend:
          machine:

        """
}

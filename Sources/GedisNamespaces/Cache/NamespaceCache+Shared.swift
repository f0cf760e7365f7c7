import FoundationEssentials

extension NamespaceCache {
    private struct SharedManifest: Codable {
        /// The SHA-256 of each file.
        var digests: [String: String]
    }

    /// The shared module of a key, where it is finished and what was put there.
    func shared(_ key: String) -> SharedModule? {
        let folder = "\(self.folder)/\(key)"
        guard let json = try? Data(contentsOf: URL(filePath: "\(folder)/\(Self.manifestName)")),
            let manifest = try? JSONDecoder().decode(SharedManifest.self, from: json), isOwn(folder),
            Self.sharedFiles(key).allSatisfy({ name in
                isOwn("\(folder)/\(name)") && Self.digest(ofFile: "\(folder)/\(name)") == manifest.digests[name]
            })
        else { return nil }
        noteUse(of: folder)
        return SharedModule(key: key, folder: folder)
    }

    /// Puts the shared module in a scratch folder into its place.
    ///
    /// - Throws: `NamespaceError` when the cache cannot be written.
    func addShared(_ scratch: String, as key: String) throws -> SharedModule {
        try install(scratch, as: key, find: shared) { finished in
            var manifest = SharedManifest(digests: [:])
            for name in Self.sharedFiles(key) {
                try FileManager.default.moveItem(atPath: "\(scratch)/\(name)", toPath: "\(finished)/\(name)")
                manifest.digests[name] = Self.digest(ofFile: "\(finished)/\(name)")
            }
            try JSONEncoder().encode(manifest).write(to: URL(filePath: "\(finished)/\(Self.manifestName)"))
        }
    }

    private static func sharedFiles(_ key: String) -> [String] {
        [
            SharedModule.libraryName(key), "\(SharedModule.name(key)).swiftmodule", SharedModule.symbolGraphName(key),
        ]
    }
}

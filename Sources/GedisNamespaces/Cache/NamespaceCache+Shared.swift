import FoundationEssentials

extension NamespaceCache {
    private struct SharedManifest: Codable {
        /// The SHA-256 of each file.
        var digests: [String: String]
    }

    /// The shared modules that were read, by their folders.
    private static let known = FileMemory<SharedModule>()

    /// The shared module of a key, where it is finished and what was put there.
    func shared(_ key: String) -> SharedModule? {
        let folder = "\(self.folder)/\(key)"
        let files = Self.sharedFiles(key)
        let module = Self.known.value(of: ([Self.manifestName] + files).map { "\(folder)/\($0)" }, as: folder) {
            guard let json = try? Data(contentsOf: URL(filePath: "\(folder)/\(Self.manifestName)")),
                let manifest = try? JSONDecoder().decode(SharedManifest.self, from: json),
                files.allSatisfy({ Self.digest(ofFile: "\(folder)/\($0)") == manifest.digests[$0] })
            else { return nil }
            return SharedModule(key: key, folder: folder)
        }
        guard let module, isOwn(folder), files.allSatisfy({ isOwn("\(folder)/\($0)") }) else { return nil }
        noteUse(of: folder)
        return module
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

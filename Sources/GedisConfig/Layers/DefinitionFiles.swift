/// The files of a config repo that definitions are read from, by their paths from the repo's folder.
struct DefinitionFiles: Sendable {
    /// What a file says; nil where there is none.
    var read: @Sendable (String) throws(ConfigError) -> [UInt8]?
    /// The names of the files in a folder; none where there is no such folder.
    var names: @Sendable (String) throws(ConfigError) -> [String]

    /// The files in a folder. None of them is reached through a link.
    init(in root: String) {
        read = { (file) throws(ConfigError) in
            let parts = file.split(separator: "/")
            if parts.count > 1 { try FileSystem.refuseLink("\(root)/\(parts[0])") }
            let path = "\(root)/\(file)"
            guard FileSystem.kind(of: path) != .missing else { return nil }
            return try FileSystem.read(path, limit: YAMLDocument.largestSize)
        }
        names = { (folder) throws(ConfigError) in try FileSystem.names(in: "\(root)/\(folder)") }
    }

    /// Files as they were, with their texts.
    init(texts: [String: String]) {
        read = { file in texts[file].map { Array($0.utf8) } }
        names = { folder in
            texts.keys.filter { $0.hasPrefix("\(folder)/") }.map { String($0.dropFirst(folder.utf8.count + 1)) }
                .sorted()
        }
    }
}

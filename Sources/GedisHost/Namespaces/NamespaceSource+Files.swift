package import GedisConfig
package import GedisNamespaces

extension NamespaceSource {
    /// Reads the source of a namespace of the config repo, with what its server's namespaces share.
    ///
    /// - Throws: `NamespaceError` when a file cannot be read.
    package init(_ files: NamespaceFiles) throws(NamespaceError) {
        try self.init(path: files.source, name: files.name, shared: files.shared)
    }

    /// What it says, as it is put into a config repo.
    var text: NamespaceText {
        let texts = files.map { String(decoding: $0.bytes, as: UTF8.self) }
        return isFolder ? .folder(Dictionary(uniqueKeysWithValues: zip(files.map(\.name), texts))) : .file(texts[0])
    }
}

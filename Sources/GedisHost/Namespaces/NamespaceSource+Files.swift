import FoundationEssentials
package import GedisConfig
package import GedisNamespaces
import GedisSettings
import GedisWorkers

extension NamespaceSource {
    /// Reads the source of a namespace of the config repo, with what its server's namespaces share.
    ///
    /// - Throws: `NamespaceError` when a file cannot be read.
    package init(_ files: NamespaceFiles) throws(NamespaceError) {
        guard files.command.isEmpty else {
            self.init(
                WorkerCommand(files.command, in: files.commandFolder),
                namedIn: "\(files.source): namespaces.\(files.name).command", name: files.name)
            return
        }
        try self.init(path: files.source, name: files.name, shared: files.shared)
    }

    /// Reads the source of a namespace where its author has it, with the folder `shared` beside it where there is one.
    ///
    /// - Parameters:
    ///   - path: the file's or folder's path
    ///   - name: the namespace's name; nil for the file's or folder's name in lower case
    /// - Throws: `NamespaceError` when a file cannot be read or the name cannot be a namespace's.
    package init(authored path: String, name: String? = nil) throws(NamespaceError) {
        try self.init(path: path, name: name, shared: Self.sharedFolder(beside: path))
    }

    /// The folder `shared` beside a source; nil where there is none with sources.
    static func sharedFolder(beside path: String) -> String? {
        let folder = URL(filePath: path).deletingLastPathComponent()
        let shared = folder.relativePath == "." ? "shared" : "\(folder.relativePath)/shared"
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: shared)) ?? []
        return names.contains(where: NamespaceName.isSource) ? shared : nil
    }

    /// What it says, as it is put into a config repo.
    var text: NamespaceText {
        let texts = files.map { String(decoding: $0.bytes, as: UTF8.self) }
        return isFolder ? .folder(Dictionary(uniqueKeysWithValues: zip(files.map(\.name), texts))) : .file(texts[0])
    }
}

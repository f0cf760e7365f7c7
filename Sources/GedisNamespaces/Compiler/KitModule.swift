import FoundationEssentials

/// GedisKit's compiled module, which namespaces are compiled against.
struct KitModule: Sendable {
    /// The folder that the module lies in.
    let folder: String
    /// The module's bytes. They pin the compiler too, because no other compiler can read them.
    let bytes: [UInt8]

    /// Finds the module: `GEDIS_KIT`, then among what belongs to the program.
    ///
    /// - Parameters:
    ///   - folder: the folder, where it is given; nothing else is tried then
    ///   - environment: the process's environment
    ///   - program: what belongs to the running program
    /// - Throws: `NamespaceError` when it is in none of these places.
    init(
        folder: String?, environment: [String: String], program: ProgramFolders = .running
    ) throws(NamespaceError) {
        let candidates = (folder ?? environment["GEDIS_KIT"]).map { [$0] } ?? program.folders
        for folder in candidates {
            let file = URL(filePath: "\(folder)/GedisKit.swiftmodule")
            guard let contents = try? Data(contentsOf: file) else { continue }
            self.folder = URL(filePath: folder).standardizedFileURL.path
            self.bytes = [UInt8](contents)
            return
        }
        throw NamespaceError(
            .kit,
            "no GedisKit.swiftmodule in \(candidates.joined(separator: " or ")): "
                + "install gedis with its lib folder, or set GEDIS_KIT to the folder that has it")
    }
}

import FoundationEssentials
import GedisCrypto

/// GedisKit's compiled module, which namespaces are compiled against.
struct KitModule: Sendable {
    /// The folder that the module lies in.
    let folder: String
    /// The module's bytes.
    let bytes: [UInt8]
    /// The bytes' SHA-256. It pins the compiler too, because no other compiler can read them.
    let digest: String

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
        guard let found = candidates.lazy.compactMap(Self.find).first else {
            throw NamespaceError(
                .kit,
                "no GedisKit.swiftmodule in \(candidates.joined(separator: " or ")): "
                    + "install gedis with its lib folder, or set GEDIS_KIT to the folder that has it")
        }
        self = found
    }

    /// The modules that were read, by their folders: a server with many namespaces would read the same one for each of them.
    private static let known = FileMemory<KitModule>()

    /// The module in a folder; nil where there is none.
    private static func find(in folder: String) -> KitModule? {
        let path = "\(folder)/GedisKit.swiftmodule"
        return known.value(of: [path], as: folder) {
            guard let contents = try? Data(contentsOf: URL(filePath: path)) else { return nil }
            let bytes = [UInt8](contents)
            return KitModule(
                folder: URL(filePath: folder).standardizedFileURL.path, bytes: bytes, digest: Digest.sha256(bytes))
        }
    }

    private init(folder: String, bytes: [UInt8], digest: String) {
        self.folder = folder
        self.bytes = bytes
        self.digest = digest
    }
}

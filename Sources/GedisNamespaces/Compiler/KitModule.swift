import FoundationEssentials
import GedisCrypto
import Glibc
import Synchronization

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
        guard let found = candidates.lazy.compactMap(KitModule.init(in:)).first else {
            throw NamespaceError(
                .kit,
                "no GedisKit.swiftmodule in \(candidates.joined(separator: " or ")): "
                    + "install gedis with its lib folder, or set GEDIS_KIT to the folder that has it")
        }
        self = found
    }

    /// Which file it was read from. Another one in its place differs in one of these.
    private struct File: Equatable {
        let device: UInt
        let inode: UInt
        let size: Int
        let changed: [Int]

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
            size = Int(status.st_size)
            changed = [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ]
        }
    }

    /// The modules that were read, by their folders: a server with many namespaces would read the same one for each of them.
    private static let known = Mutex<[String: (file: File, module: KitModule)]>([:])

    /// The module in a folder; nil where there is none.
    private init?(in folder: String) {
        let path = "\(folder)/GedisKit.swiftmodule"
        guard let file = File(path) else { return nil }
        if let known = Self.known.withLock({ $0[folder] }), known.file == file {
            self = known.module
            return
        }
        guard let contents = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        self.folder = URL(filePath: folder).standardizedFileURL.path
        bytes = [UInt8](contents)
        digest = Digest.sha256(bytes)
        let module = self
        Self.known.withLock { $0[folder] = (file, module) }
    }
}

import FoundationEssentials
import Glibc

/// A folder into which nobody else can put code.
enum OwnFolder {
    /// Makes a folder where it is not there, for its owner only.
    ///
    /// - Throws: `NamespaceError` when it cannot be made, or when others could put their code into it.
    static func make(_ folder: String) throws(NamespaceError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw NamespaceError(.cache, "the cache \(folder) cannot be made: \(error)")
        }
        var status = stat()
        guard stat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw NamespaceError(
                .cache, "the cache \(folder) belongs to, or can be written by, other users: remove it, or chmod 700")
        }
    }
}

import Glibc

/// What distinguishes a file from another one that has its path.
package struct FileIdentity: Equatable, Sendable, Codable {
    private let device: UInt64
    private let inode: UInt64

    /// The file at a path, symbolic links not followed; nil where there is none.
    package init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Removes the file at a path where it is this one.
    package func remove(_ path: String) {
        if FileIdentity(of: path) == self { unlink(path) }
    }
}

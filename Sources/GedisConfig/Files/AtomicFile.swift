internal import Glibc

/// New contents of a file, written beside it, that take its place in one step: readers see the old or the new, whole.
struct AtomicFile: ~Copyable {
    private let path: String
    private let draft: String

    private init(path: String) {
        self.path = path
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        draft = "\(path[..<slash])/.\(path[slash...].dropFirst()).\(UInt32.random(in: 0 ... .max)).new"
    }

    deinit { unlink(draft) }

    /// Writes the contents to the disk under another name.
    ///
    /// - Parameters:
    ///   - contents: the bytes
    ///   - path: the absolute path of the file whose place they shall take
    ///   - mode: its permissions; nil for those of the old file, or of any new file
    /// - Returns: what puts them in the file's place.
    /// - Throws: `ConfigError` when they cannot be written.
    static func prepare(_ contents: [UInt8], for path: String, mode: mode_t? = nil) throws(ConfigError) -> AtomicFile {
        try FileSystem.refuseLink(path)
        let file = AtomicFile(path: path)
        let descriptor = open(file.draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode ?? 0o666)
        guard descriptor >= 0 else { throw .system("cannot write \(path)") }
        defer { close(descriptor) }
        var old = stat()
        let keptMode = mode ?? (lstat(path, &old) == 0 ? old.st_mode & 0o7777 : nil)
        if let keptMode, fchmod(descriptor, keptMode) != 0 { throw .system("cannot write \(path)") }
        var rest = contents[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("cannot write \(path)") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw .system("cannot write \(path)") }
        return file
    }

    /// Puts the contents in the file's place.
    ///
    /// - Throws: `ConfigError` when that fails; the old file stays.
    consuming func commit() throws(ConfigError) {
        guard rename(draft, path) == 0 else { throw .system("cannot write \(path)") }
        try FileSystem.synchronize(folder: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
    }
}

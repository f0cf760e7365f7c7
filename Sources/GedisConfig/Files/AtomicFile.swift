internal import Glibc

/// New contents of a file, written beside it, that take its place in one step: readers see the old or the new, whole.
struct AtomicFile: ~Copyable {
    private let path: String
    private let draft: String

    private init(path: String) {
        self.path = path
        draft = "\(Self.folder(of: path))/\(Self.prefix(of: path))\(UInt32.random(in: 0 ... .max))\(Self.suffix)"
    }

    private static let suffix = ".new"

    /// How the names of drafts of a file begin.
    private static func prefix(of path: String) -> String { ".\(path.split(separator: "/").last ?? "")." }

    /// Whether a file's name is that of a draft.
    static func isDraft(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(suffix) }

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// Removes what a process left that was killed while it wrote the file. Nobody else writes it now: that's locked.
    private static func removeDrafts(of path: String) throws(ConfigError) {
        let folder = folder(of: path)
        let names = (try? FileSystem.names(in: folder)) ?? []
        for name in names where name.hasPrefix(prefix(of: path)) && name.hasSuffix(suffix) {
            try FileSystem.removeFile("\(folder)/\(name)")
        }
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
        try removeDrafts(of: path)
        let file = AtomicFile(path: path)
        let descriptor = open(file.draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode ?? 0o666)
        guard descriptor >= 0 else { throw .unwritten(path) }
        defer { close(descriptor) }
        var old = stat()
        let keptMode = mode ?? (lstat(path, &old) == 0 ? old.st_mode & 0o7777 : nil)
        if let keptMode, fchmod(descriptor, keptMode) != 0 { throw .unwritten(path) }
        var rest = contents[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unwritten(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw .unwritten(path) }
        return file
    }

    /// Puts the contents in the file's place.
    ///
    /// - Throws: `ConfigError` when that fails; the old file stays.
    consuming func commit() throws(ConfigError) {
        guard rename(draft, path) == 0 else { throw .unwritten(path) }
        try FileSystem.synchronize(folder: Self.folder(of: path))
    }
}

extension ConfigError {
    /// The error of a file that stays as it is, for the reason that the system call before gave.
    fileprivate static func unwritten(_ path: String) -> ConfigError {
        let error = system("cannot write \(path)")
        return ConfigError(error.code, "\(error); nothing was changed there")
    }
}

internal import Glibc

/// Files and folders, with errors that name them. None of these follows a link that is the path's last part.
enum FileSystem {
    enum Kind { case missing, file, folder, link, other }

    static func kind(of path: String) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// The bytes of a file, of which `limit` and one more are read at most.
    static func read(_ path: String, limit: Int = 1 << 24) throws(ConfigError) -> [UInt8] {
        try refuseLink(path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("cannot open \(path)") }
        defer { close(descriptor) }
        guard kind(of: path) == .file else { throw ConfigError(.file, "\(path) is no file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("cannot read \(path)") }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// The names in a folder, sorted; none where there is no folder.
    static func names(in path: String) throws(ConfigError) -> [String] {
        try refuseLink(path)
        guard kind(of: path) != .missing else { return [] }
        guard let folder = opendir(path) else { throw .system("cannot look into \(path)") }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder and those above it where they are missing.
    static func makeFolder(_ path: String, mode: mode_t = 0o777) throws(ConfigError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for end in parts.indices where !parts[end].isEmpty {
            let folder = parts[...end].joined(separator: "/")
            guard mkdir(folder, mode) != 0, errno != EEXIST else { continue }
            let error = ConfigError.system("cannot make the folder \(folder)")
            guard access(folder, F_OK) == 0 else { throw error }
        }
    }

    /// Removes a file, or a folder with all that lies in it. A link is removed, not what it leads to.
    static func removeTree(_ path: String) throws(ConfigError) {
        switch kind(of: path) {
        case .missing: return
        case .folder:
            for name in try names(in: path) { try removeTree("\(path)/\(name)") }
            guard rmdir(path) == 0 else { throw .system("cannot remove \(path)") }
        default: try removeFile(path)
        }
    }

    /// Gives a file or folder another path, in one step.
    static func move(_ path: String, to new: String) throws(ConfigError) {
        guard rename(path, new) == 0 else { throw .system("cannot move \(path) to \(new)") }
    }

    /// A file's permissions.
    static func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// Removes a folder that is empty; another stays.
    static func removeFolder(_ path: String) { rmdir(path) }

    /// Removes a file; one that isn't there is no mistake.
    static func removeFile(_ path: String) throws(ConfigError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system("cannot remove \(path)") }
    }

    /// - Throws: `ConfigError` when the path is a link, which could lead out of the repo.
    static func refuseLink(_ path: String) throws(ConfigError) {
        guard kind(of: path) != .link else {
            throw ConfigError(.invalid, "\(path) is a link: a config repo holds files and folders only")
        }
    }

    /// Waits until the names in a folder are on the disk.
    static func synchronize(folder path: String) throws(ConfigError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("cannot write \(path)") }
    }
}

extension ConfigError {
    /// An error with the reason that the system call before gave for it.
    static func system(_ what: String) -> ConfigError {
        ConfigError(.file, "\(what): \(String(cString: strerror(errno)))")
    }
}

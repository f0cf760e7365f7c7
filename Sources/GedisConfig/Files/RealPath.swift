internal import Glibc

/// Absolute paths without links, `.` and `..` in them.
enum RealPath {
    /// The real path of a file or folder, as far as it exists.
    static func of(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        guard let slash = path.lastIndex(of: "/") else { return of(".") + "/" + path }
        let folder = path[..<slash]
        let name = path[path.index(after: slash)...]
        if name.isEmpty || name == "." { return folder.isEmpty ? "/" : of(String(folder)) }
        let parent = folder.isEmpty ? "/" : of(String(folder))
        return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    }
}

extension FileSystem {
    /// Whether a path is a folder, or a link to one.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

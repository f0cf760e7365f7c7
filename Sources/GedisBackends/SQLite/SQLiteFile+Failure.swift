import GedisKit
import GedisSQLite
import Glibc

extension SQLiteError {
    /// That the file was closed for good.
    static let closed = SQLiteError(.misuse, "closed")
}

extension SQLiteFile {
    /// What SQLite's error means for the file, in our words where people can act on it.
    func failure(_ error: SQLiteError) -> BackendError {
        switch error.code {
        case .busy, .locked: report("another process holds the file's lock, waited \(timeout)", .timedOut)
        case .full: report("the disk is full")
        case .readOnly: report("the file or its folder cannot be written")
        case .notADatabase, .corrupt:
            report("the file is damaged or no SQLite database: restore it from a copy, or move it away")
        case .cannotOpen: report("cannot open the file: \(obstacle)", .unreachable)
        case .misuse where error == .closed: report("closed", .unreachable)
        case .tooBig: report("the value is too big for SQLite", .refused)
        default: report(error.message)
        }
    }

    /// An error that says of which file it is.
    func own(_ error: BackendError) -> BackendError { report(error.message, error.reason) }

    private func report(_ what: String, _ reason: BackendError.Reason = .failed) -> BackendError {
        BackendError("\(backend): \(what) (\(path))", reason: reason)
    }

    /// Why the file cannot be opened, which SQLite does not say.
    private var obstacle: String {
        var folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
        if folder.isEmpty { folder = "/" }
        var status = stat()
        if stat(folder, &status) != 0 { return "folder \(folder): \(String(cString: strerror(errno)))" }
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return "it is a folder" }
        if access(folder, W_OK) != 0 { return "folder \(folder): \(String(cString: strerror(errno)))" }
        return "no permission"
    }
}

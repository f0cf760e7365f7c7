import FoundationEssentials
import Glibc

/// The lines that were typed, kept for the next sessions. Only the user may read them.
struct HistoryFile {
    private static let limit = 1000
    let path: String

    /// The newest lines, the oldest first. A file that has grown long is cut down to them.
    func lines() -> [String] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        let newest = Array(lines.suffix(Self.limit))
        if lines.count > 2 * Self.limit { write(newest, O_TRUNC) }
        return newest
    }

    /// Adds a line. Where the file can't be written, the session goes on without.
    func append(_ line: String) { write([line], O_APPEND) }

    private func write(_ lines: [String], _ mode: Int32) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | mode, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        fchmod(descriptor, 0o600)
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

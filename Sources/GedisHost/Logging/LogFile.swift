import Foundation

/// The file that a server logs to, read while it grows.
package struct LogFile {
    private let file: FileHandle

    /// Opens a file; nil where it cannot be read.
    package init?(at path: String) {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        self.file = file
    }

    /// Goes on from where the last lines begin.
    ///
    /// - Parameter lines: how many
    /// - Throws: what reading a file throws.
    package func skip(toLast lines: Int) throws {
        let start = try LogTail.start(ofLast: lines, size: Int(try file.seekToEnd())) { range in
            try file.seek(toOffset: UInt64(range.lowerBound))
            return [UInt8](try file.read(upToCount: range.count) ?? Data())
        }
        try file.seek(toOffset: UInt64(start))
    }

    /// What has been written since; nothing where nothing was. A rotation leaves an empty file, from whose begin it goes on.
    ///
    /// - Throws: what reading a file throws.
    package func read() throws -> [UInt8] {
        let more = try file.read(upToCount: 1 << 16) ?? Data()
        if more.isEmpty {
            let offset = try file.offset()
            try file.seek(toOffset: min(offset, try file.seekToEnd()))
        }
        return [UInt8](more)
    }
}

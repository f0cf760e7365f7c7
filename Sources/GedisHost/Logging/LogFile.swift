import SystemPackage

/// The file that a server logs to, read while it grows.
package final class LogFile {
    private let file: FileDescriptor

    /// Opens a file; nil where it cannot be read.
    package init?(at path: String) {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else { return nil }
        self.file = file
    }

    deinit { try? file.close() }

    /// Goes on from where the last lines begin.
    ///
    /// - Parameter lines: how many
    /// - Throws: what reading a file throws.
    package func skip(toLast lines: Int) throws {
        let start = try LogTail.start(ofLast: lines, size: Int(try file.seek(offset: 0, from: .end))) { range in
            try file.seek(offset: Int64(range.lowerBound), from: .start)
            return try bytes(atMost: range.count)
        }
        try file.seek(offset: Int64(start), from: .start)
    }

    /// What has been written since; nothing where nothing was. A rotation leaves an empty file, from whose begin it goes on.
    ///
    /// - Throws: what reading a file throws.
    package func read() throws -> [UInt8] {
        let more = try bytes(atMost: 1 << 16)
        if more.isEmpty {
            let offset = try file.seek(offset: 0, from: .current)
            try file.seek(offset: min(offset, try file.seek(offset: 0, from: .end)), from: .start)
        }
        return more
    }

    private func bytes(atMost count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

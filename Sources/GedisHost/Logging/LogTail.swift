/// Finds the last lines of a file without reading the whole of it.
package enum LogTail {
    private static let chunk = 1 << 16

    /// Finds where the last lines begin. A last line that has no end yet counts as one.
    ///
    /// - Parameters:
    ///   - lines: how many
    ///   - size: the file's size in bytes
    ///   - read: reads bytes of the file; fewer than it is asked for where the file is shorter by now
    /// - Returns: the place of the first byte; 0 where the file has no more lines.
    /// - Throws: what `read` throws.
    package static func start<E: Error>(
        ofLast lines: Int, size: Int, read: (Range<Int>) throws(E) -> [UInt8]
    ) throws(E) -> Int {
        guard lines > 0 else { return size }
        var missing = lines
        var end = size
        while end > 0 {
            let start = Swift.max(end - chunk, 0)
            let bytes = try read(start..<end)
            for index in bytes.indices.reversed() where bytes[index] == UInt8(ascii: "\n") {
                // The end of the last line begins none.
                guard start + index + 1 < size else { continue }
                missing -= 1
                if missing == 0 { return start + index + 1 }
            }
            end = start
        }
        return 0
    }
}

/// The bytes that arrived and are not read yet.
struct ReplyInput {
    private(set) var bytes: [UInt8] = []
    private var start = 0
    /// From `start` up to here no line ends.
    private var searched = 0
    /// How many bytes of the stream were dropped before `bytes`.
    private var dropped = 0

    /// The most bytes that stay allocated while nothing is waiting to be read.
    private static let idleCapacity = 64 << 10

    mutating func append(_ more: UnsafeRawBufferPointer) {
        drop()
        bytes.append(contentsOf: more)
    }

    /// Forgets what was read, once that is worth moving what is left.
    private mutating func drop() {
        guard start > bytes.count / 2 else { return }
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.idleCapacity)
        } else {
            bytes.removeFirst(start)
        }
        dropped += start
        searched -= start
        start = 0
    }

    /// The place in the stream of the byte at `index`.
    func offset(of index: Int) -> Int { dropped + index }

    /// Reads a line and its CR LF; nil until they arrived.
    ///
    /// - Returns: the line's place in `bytes`, good until more is appended.
    mutating func line(atMost limit: Int) throws(ReplyParser.Failure) -> Range<Int>? {
        let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n"))
        guard (end ?? bytes.count) - start <= limit + 1 else {
            throw ReplyParser.Failure(offset: offset(of: start), reason: "a line of more than \(limit) bytes")
        }
        guard let end else {
            searched = bytes.count
            return nil
        }
        guard end > start, bytes[end - 1] == UInt8(ascii: "\r") else {
            throw ReplyParser.Failure(offset: offset(of: end), reason: "a line that ends without a carriage return")
        }
        defer { advance(to: end + 1) }
        return start..<end - 1
    }

    /// Reads a string of `count` bytes and its CR LF; nil until they arrived.
    mutating func string(count: Int) throws(ReplyParser.Failure) -> ArraySlice<UInt8>? {
        let end = start + count
        guard bytes.count >= end + 2 else { return nil }
        guard bytes[end] == UInt8(ascii: "\r"), bytes[end + 1] == UInt8(ascii: "\n") else {
            throw ReplyParser.Failure(
                offset: offset(of: end), reason: "a string of \(count) bytes that does not end after them")
        }
        defer { advance(to: end + 2) }
        return bytes[start..<end]
    }

    private mutating func advance(to index: Int) {
        start = index
        searched = index
    }
}

/// Finds where replies end, without reading what they say.
///
/// What was scanned of a reply whose end is missing is not scanned again.
package struct ReplyScanner {
    private let limits: ReplyParser.Limits
    /// How far the reply was scanned.
    private var position = 0
    /// How far its next line was searched for an end.
    private var searched = 0
    /// How many values it lacks, those that are announced.
    private var missing = 1
    private var elements = 0

    /// Makes a scanner at the start of a reply.
    package init(limits: ReplyParser.Limits = ReplyParser.Limits()) { self.limits = limits }

    /// Looks for the end of the reply that `bytes` begin with.
    ///
    /// - Parameter bytes: what has arrived; after an answer of nil, the same bytes again and more
    /// - Returns: how many bytes the reply has; nil until its end has arrived.
    /// - Throws: `ReplyParser.Failure` where they are no reply, or exceed a limit.
    @inline(__always)
    package mutating func next(in bytes: UnsafeRawBufferPointer) throws(ReplyParser.Failure) -> Int? {
        if position == 0, let length = Self.shortLine(bytes) { return length }
        return try scan(bytes)
    }

    /// Looks for the end of a reply that is one line of at most eight bytes, as most statuses and integers are.
    ///
    /// - Returns: how many bytes it has; nil for anything else, and where less than eight bytes have arrived.
    @inline(__always)
    private static func shortLine(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= 8 else { return nil }
        let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard word & 0xFF == UInt64(UInt8(ascii: "+")) || word & 0xFF == UInt64(UInt8(ascii: ":")) else { return nil }
        // The lowest byte that becomes 0 has its highest bit set. Source: Mycroft's test for a zero byte in a word.
        let lines = word ^ 0x0A0A_0A0A_0A0A_0A0A
        let ends = (lines &- 0x0101_0101_0101_0101) & ~lines & 0x8080_8080_8080_8080
        guard ends != 0 else { return nil }
        let end = ends.trailingZeroBitCount &>> 3
        guard end >= 2, (word &>> UInt64(8 &* (end &- 1))) & 0xFF == UInt64(UInt8(ascii: "\r")) else { return nil }
        return end &+ 1
    }

    @inline(never)
    private mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(ReplyParser.Failure) -> Int? {
        while missing > 0 {
            guard position < bytes.count, let end = try endOfLine(bytes) else { return nil }
            let type = bytes[position]
            switch type {
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "#"),
                UInt8(ascii: ","), UInt8(ascii: "("):
                missing -= 1
                go(to: end)
            case UInt8(ascii: "$"), UInt8(ascii: "!"), UInt8(ascii: "="):
                guard let count = try count(bytes, end) else {
                    missing -= 1
                    go(to: end)
                    continue
                }
                guard count <= limits.stringLength else {
                    throw failure("a string of \(count) bytes, more than \(limits.stringLength)")
                }
                let next = end + count + 2
                guard next <= bytes.count else { return nil }
                guard bytes[next - 2] == UInt8(ascii: "\r"), bytes[next - 1] == UInt8(ascii: "\n") else {
                    throw failure("a string of \(count) bytes that does not end after them")
                }
                missing -= 1
                go(to: next)
            case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"): try open(1, bytes, end, isValue: true)
            case UInt8(ascii: "%"): try open(2, bytes, end, isValue: true)
            case UInt8(ascii: "|"): try open(2, bytes, end, isValue: false)
            default: throw failure("a byte \(type), which begins no type of reply")
            }
        }
        defer { self = ReplyScanner(limits: limits) }
        return position
    }

    /// Counts what a list announces; of what is said about a value, the value itself follows.
    private mutating func open(
        _ perCount: Int, _ bytes: UnsafeRawBufferPointer, _ end: Int, isValue: Bool
    ) throws(ReplyParser.Failure) {
        let count = try count(bytes, end) ?? 0
        guard count <= (limits.elements - elements) / perCount else {
            throw failure("a reply of more than \(limits.elements) elements")
        }
        elements += count * perCount
        missing += count * perCount - (isValue ? 1 : 0)
        go(to: end)
    }

    private mutating func go(to next: Int) {
        position = next
        searched = next
    }

    /// Where the line ends that begins at `position`, behind its line feed; nil until that has arrived.
    @inline(__always)
    private mutating func endOfLine(_ bytes: UnsafeRawBufferPointer) throws(ReplyParser.Failure) -> Int? {
        var index = Swift.max(searched, position + 1)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") {
                guard bytes[index - 1] == UInt8(ascii: "\r"), index > position + 1 else {
                    throw failure("a line that ends without a carriage return")
                }
                return index + 1
            }
            index += 1
        }
        searched = index
        guard index - position <= limits.lineLength + 2 else {
            throw failure("a line of more than \(limits.lineLength) bytes")
        }
        return nil
    }

    /// The number behind the type; nil for the -1 by which RESP2 says null.
    @inline(__always)
    private func count(_ bytes: UnsafeRawBufferPointer, _ end: Int) throws(ReplyParser.Failure) -> Int? {
        var number = 0
        let digits = position + 1..<end - 2
        if digits.count == 2, bytes[digits.lowerBound] == UInt8(ascii: "-"), bytes[digits.lowerBound + 1] == 0x31 {
            return nil
        }
        guard !digits.isEmpty, digits.count <= 18 else { throw failure("a line that is no length") }
        for index in digits {
            guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { throw failure("a line that is no length") }
            number = number * 10 + Int(bytes[index] - 0x30)
        }
        return number
    }

    private func failure(_ reason: String) -> ReplyParser.Failure {
        ReplyParser.Failure(offset: position, reason: reason)
    }
}

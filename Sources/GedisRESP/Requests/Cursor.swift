import GedisKit

/// A place in the bytes of a request that moves forward over what is whole.
struct Cursor {
    let bytes: UnsafeRawBufferPointer
    var position: Int

    /// The most digits of a length, with its sign; a longer line says no length that is allowed.
    private static let longestLength = 20

    init(bytes: UnsafeRawBufferPointer, position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// The next byte, where it has arrived.
    @inline(__always)
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Reads the line that announces a length, after its type byte.
    ///
    /// - Parameters:
    ///   - kind: what is counted, for the error
    ///   - limits: how long the line may be
    /// - Returns: the length, with an inner nil where the line says no number; an outer nil when its end has not arrived.
    /// - Throws: `RequestError` when the line is too long.
    mutating func readLength(_ kind: StaticString, _ limits: RequestLimits) throws(RequestError) -> Int?? {
        let line = bytes[Swift.min(position + 1, bytes.count)...]
        guard let end = line.prefix(limits.maxLineSize).firstIndex(of: UInt8(ascii: "\r")) else {
            if line.count >= limits.maxLineSize { throw RequestError("too big \(kind) count string") }
            return nil
        }
        guard end + 1 < bytes.count else { return nil }
        let digits = UnsafeRawBufferPointer(rebasing: line[..<end])
        guard bytes[end + 1] == 0x0A, digits.count <= Self.longestLength else { return .some(nil) }
        position = end + 2
        return .some(Int(argument: digits.bytes))
    }

    /// Takes the line that announces how many parts a request has, where it has arrived and the number is one digit;
    /// nil for anything else, which is for `readLength` to look at.
    @inline(__always)
    mutating func readShortCount() -> Int? {
        guard bytes.count &- position >= 4, let start = bytes.baseAddress else { return nil }
        let line = Self.word(at: start + position)
        let digit = Self.digit(line, at: 1)
        guard line & 0xFFFF_00FF == 0x0A0D_002A, digit < 10 else { return nil }
        position &+= 4
        return digit
    }

    /// Takes a bulk string of less than 100 bytes that has arrived whole, with its length; nil for anything else, which
    /// is for `readLength` and `readBulk` to look at.
    @inline(__always)
    mutating func readShortBulk() -> Arguments.Part? {
        // Nothing here can overflow: all numbers are less than the bytes that there are, or than 100.
        let left = bytes.count &- position
        guard left >= 6, let start = bytes.baseAddress else { return nil }
        let bulk = start + position
        let line = Self.word(at: bulk)
        var length = Self.digit(line, at: 1)
        var header = 4
        guard length < 10 else { return nil }
        if line & 0xFFFF_00FF != 0x0A0D_0024 {
            let second = Self.digit(line, at: 2)
            guard line & 0xFF00_00FF == 0x0D00_0024, second < 10, bulk.load(fromByteOffset: 4, as: UInt8.self) == 0x0A
            else { return nil }
            length = length &* 10 &+ second
            header = 5
        }
        let end = header &+ length
        guard left &- end >= 2, (bulk + end).loadUnaligned(as: UInt16.self) == UInt16(bigEndian: 0x0D0A) else {
            return nil
        }
        defer { position = position &+ end &+ 2 }
        return Arguments.Part(offset: position &+ header, count: length)
    }

    /// Four bytes, the first one lowest.
    @inline(__always)
    private static func word(at place: UnsafeRawPointer) -> UInt32 {
        UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
    }

    /// What a byte of a word says as a digit; 10 and more for one that is none.
    @inline(__always)
    private static func digit(_ word: UInt32, at index: UInt32) -> Int {
        Int(UInt8(truncatingIfNeeded: word >> (8 &* index)) &- 0x30)
    }

    /// Takes a bulk string of `length` bytes with the line's end behind it; nil when not all of it has arrived.
    ///
    /// - Throws: `RequestError` when no line's end is behind it.
    @inline(__always)
    mutating func readBulk(_ length: Int) throws(RequestError) -> Arguments.Part? {
        guard bytes.count - position >= length + 2 else { return nil }
        let end = position + length
        guard bytes[end] == 0x0D, bytes[end + 1] == 0x0A else {
            throw RequestError("expected CR LF after a bulk string of \(length) bytes")
        }
        defer { position = end + 2 }
        return Arguments.Part(offset: position, count: length)
    }
}

/// Writes replies as RESP bytes into memory of its own, in the protocol version that the client chose.
///
/// The types that only RESP3 has are written in RESP2 as Redis writes them: a map as a flat array, a double as a bulk
/// string, a truth value as 1 or 0. Source: the RESP specification of Redis 7.
public struct ReplyWriter: ~Copyable {
    /// The protocol versions that a client can choose with `HELLO`.
    public enum Version: Int, Sendable {
        /// What every connection starts with.
        case resp2 = 2
        /// Has maps, sets, doubles, truth values and pushes.
        case resp3 = 3
    }

    /// The version that is written from here on.
    public var version: Version

    /// How many bytes have been written.
    public private(set) var count = 0

    @usableFromInline private(set) var memory: UnsafeMutableRawPointer
    @usableFromInline private(set) var capacity: Int

    /// The memory that an empty writer holds, in bytes.
    public static var startingCapacity: Int { 512 }

    /// Makes an empty writer.
    public init(version: Version = .resp2, capacity: Int = Self.startingCapacity) {
        self.version = version
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit { memory.deallocate() }

    /// The bytes written; valid only during the call.
    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// Forgets what was written after the first `count` bytes, as when a command fails in the middle of its reply.
    public mutating func truncate(to count: Int) {
        precondition(count <= self.count, "a writer cannot be cut to more than it holds")
        self.count = count
    }

    /// Forgets everything written, and gives memory back that is more than `capacity` bytes.
    public mutating func removeAll(keepingAtMost capacity: Int = .max) {
        count = 0
        guard self.capacity > capacity else { return }
        memory.deallocate()
        memory = .allocate(byteCount: capacity, alignment: 1)
        self.capacity = capacity
    }

    /// Writes what another writer holds.
    public mutating func append(_ other: borrowing ReplyWriter) {
        bytes(UnsafeRawBufferPointer(start: other.memory, count: other.count))
    }
}

// MARK: - Replies of both versions

extension ReplyWriter {
    /// `+OK`.
    public mutating func ok() { constant("+OK\r\n") }

    /// A short status, such as `PONG`. Line breaks are sent as spaces.
    public mutating func simple(_ text: String) {
        byte(UInt8(ascii: "+"))
        line(text)
    }

    /// An error reply.
    public mutating func error(_ error: CommandError) {
        byte(UInt8(ascii: "-"))
        line(error.description)
    }

    /// An integer.
    @inlinable
    public mutating func integer(_ number: some BinaryInteger) { header(UInt8(ascii: ":"), number) }

    /// A string of bytes, whatever they are.
    public mutating func bulk(_ bytes: UnsafeRawBufferPointer) {
        header(UInt8(ascii: "$"), bytes.count)
        self.bytes(bytes)
        constant("\r\n")
    }

    /// A string of bytes, whatever they are.
    public mutating func bulk(_ bytes: [UInt8]) { bytes.withUnsafeBytes { bulk($0) } }

    /// Text, as a bulk string.
    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { bulk(UnsafeRawBufferPointer($0)) }
    }

    /// A missing value.
    public mutating func null() { version == .resp3 ? constant("_\r\n") : constant("$-1\r\n") }

    /// Begins a list; `count` replies have to follow.
    public mutating func array(count: Int) { header(UInt8(ascii: "*"), count) }
}

// MARK: - Replies that RESP2 spells otherwise

extension ReplyWriter {
    /// Begins a map; `count` times a key and a value have to follow.
    public mutating func map(count: Int) {
        version == .resp3 ? header(UInt8(ascii: "%"), count) : array(count: 2 * count)
    }

    /// Begins a set; `count` replies have to follow.
    public mutating func set(count: Int) {
        version == .resp3 ? header(UInt8(ascii: "~"), count) : array(count: count)
    }

    /// Begins a push, which is out of the order of requests and replies; `count` replies have to follow.
    public mutating func push(count: Int) {
        version == .resp3 ? header(UInt8(ascii: ">"), count) : array(count: count)
    }

    /// Begins what is said about the reply that follows: `count` times a key and a value, and then the reply itself.
    ///
    /// - Returns: whether the version has such; where not, the keys and values must be left out.
    public mutating func attribute(count: Int) -> Bool {
        guard version == .resp3 else { return false }
        header(UInt8(ascii: "|"), count)
        return true
    }

    /// A truth value.
    public mutating func boolean(_ truth: Bool) {
        switch (version, truth) {
        case (.resp3, true): constant("#t\r\n")
        case (.resp3, false): constant("#f\r\n")
        case (.resp2, true): constant(":1\r\n")
        case (.resp2, false): constant(":0\r\n")
        }
    }

    /// A number with a fraction, in the fewest digits that say it exactly.
    public mutating func double(_ number: Double) {
        var text = number.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        guard version == .resp3 else { return string(text) }
        byte(UInt8(ascii: ","))
        line(text)
    }

    /// An integer too big for 64 bits, as decimal digits.
    public mutating func bigNumber(_ digits: String) {
        guard version == .resp3 else { return string(digits) }
        byte(UInt8(ascii: "("))
        line(digits)
    }

    /// Text that says its format by three letters, such as `txt` or `mkd`.
    public mutating func verbatim(_ text: String, format: String) {
        guard version == .resp3 else { return string(text) }
        precondition(format.utf8.count == 3, "a verbatim string's format has three letters")
        header(UInt8(ascii: "="), text.utf8.count + 4)
        var text = "\(format):\(text)"
        text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
        constant("\r\n")
    }
}

// MARK: - Bytes

extension ReplyWriter {
    /// Writes bytes that are RESP already.
    public mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (memory + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Writes text that is RESP already and known when the program is compiled.
    public mutating func constant(_ text: StaticString) {
        bytes(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes a type byte, a number and the line's end.
    @inlinable
    mutating func header(_ type: UInt8, _ number: some BinaryInteger) {
        if let small = UInt8(exactly: number), small < 10 {
            digit(type, small)
        } else if let number = Int64(exactly: number) {
            decimal(type, magnitude: number.magnitude, negative: number < 0)
        } else {
            decimal(type, magnitude: UInt64(number), negative: false)
        }
    }

    @usableFromInline
    mutating func digit(_ type: UInt8, _ digit: UInt8) {
        reserve(4)
        let word = UInt32(type) | (UInt32(digit) + 0x30) << 8 | 0x0A0D_0000
        (memory + count).storeBytes(of: word.littleEndian, as: UInt32.self)
        count += 4
    }

    @usableFromInline
    mutating func decimal(_ type: UInt8, magnitude: UInt64, negative: Bool) {
        reserve(24)
        let out = memory + count
        out.storeBytes(of: type, as: UInt8.self)
        if magnitude < 100, !negative {
            // Most numbers are short: little results, and how long a string is.
            var end = 2
            if magnitude < 10 {
                out.storeBytes(of: UInt8(truncatingIfNeeded: magnitude) | 0x30, toByteOffset: 1, as: UInt8.self)
            } else {
                (out + 1).copyMemory(from: Self.digitPairs.utf8Start + Int(magnitude) &* 2, byteCount: 2)
                end = 3
            }
            out.storeBytes(of: UInt16(bigEndian: 0x0D0A), toByteOffset: end, as: UInt16.self)
            count &+= end &+ 2
            return
        }
        if negative { out.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 1, as: UInt8.self) }
        let start = negative ? 2 : 1
        let end = start + Self.digitCount(of: magnitude)
        // From the end, two digits at a time.
        var place = end
        var left = magnitude
        while left >= 10 {
            let (rest, pair) = left.quotientAndRemainder(dividingBy: 100)
            place &-= 2
            (out + place).copyMemory(from: Self.digitPairs.utf8Start + Int(pair) &* 2, byteCount: 2)
            left = rest
        }
        if place > start {
            out.storeBytes(of: UInt8(truncatingIfNeeded: left) | 0x30, toByteOffset: start, as: UInt8.self)
        }
        out.storeBytes(of: UInt16(bigEndian: 0x0D0A), toByteOffset: end, as: UInt16.self)
        count += end + 2
    }

    private static let digitPairs: StaticString = """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """

    private static func digitCount(of number: UInt64) -> Int {
        var count = 1
        var bound: UInt64 = 10
        while number >= bound, count < 20 {
            count &+= 1
            bound = bound &* 10
        }
        return count
    }

    /// Writes text and the line's end, with spaces for line breaks inside it.
    private mutating func line(_ text: String) {
        var text = text
        let start = count
        text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
        let line = UnsafeMutableRawBufferPointer(start: memory + start, count: count - start)
        for index in line.indices where line[index] == 0x0A || line[index] == 0x0D { line[index] = 0x20 }
        constant("\r\n")
    }

    private mutating func byte(_ byte: UInt8) {
        reserve(1)
        memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = Swift.max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        larger.copyMemory(from: memory, byteCount: count)
        memory.deallocate()
        memory = larger
    }
}

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

    /// Writes something, such as a list's header, before what was written from `start` on.
    ///
    /// - Parameters:
    ///   - start: how many bytes stand before it
    ///   - write: writes at most 32 bytes
    mutating func insert(at start: Int, _ write: (inout ReplyWriter) -> Void) {
        let end = count
        write(&self)
        let length = count - end
        // Behind what it shall stand before: it is kept while that moves.
        withUnsafeTemporaryAllocation(byteCount: length, alignment: 1) { kept in
            kept.copyMemory(from: UnsafeRawBufferPointer(start: memory + end, count: length))
            (memory + start + length).copyMemory(from: memory + start, byteCount: end - start)
            (memory + start).copyMemory(from: UnsafeRawPointer(kept.baseAddress!), byteCount: length)
        }
    }

    /// Writes a reply that another process has written in the same version.
    package mutating func append(written bytes: UnsafeRawBufferPointer) { self.bytes(bytes) }

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
        reserve(Self.longestHeader + bytes.count + 2)
        var out = memory + count
        out += Self.writeHeader(UInt8(ascii: "$"), UInt64(bytes.count), at: out)
        if let source = bytes.baseAddress { out.copyMemory(from: source, byteCount: bytes.count) }
        out += bytes.count
        out.storeBytes(of: Self.lineEnd, as: UInt16.self)
        count = out + 2 - memory
    }

    /// A string of bytes, whatever they are.
    public mutating func bulk(_ bytes: [UInt8]) { bytes.withUnsafeBytes { bulk($0) } }

    /// Text, as a bulk string.
    public mutating func string(_ text: String) {
        // Other views of a string's bytes count a reference to it.
        text.utf8Span.span.withUnsafeBytes { bulk($0) }
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
        let isShort = withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { place in
            let length = number.writeShort(at: place.baseAddress!)
            guard length > 0 else { return false }
            let digits = UnsafeRawBufferPointer(rebasing: place[..<length])
            guard version == .resp3 else {
                bulk(digits)
                return true
            }
            byte(UInt8(ascii: ","))
            bytes(digits)
            constant("\r\n")
            return true
        }
        if isShort { return }
        let text = number.shortest
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
        if let number = Int64(exactly: number) {
            header(type, magnitude: number.magnitude, negative: number < 0)
        } else {
            header(type, magnitude: UInt64(number), negative: false)
        }
    }

    @usableFromInline
    mutating func header(_ type: UInt8, magnitude: UInt64, negative: Bool) {
        reserve(Self.longestHeader)
        guard negative else {
            count += Self.writeHeader(type, magnitude, at: memory + count)
            return
        }
        memory.storeBytes(of: type, toByteOffset: count, as: UInt8.self)
        count += 1
        count += Self.writeHeader(UInt8(ascii: "-"), magnitude, at: memory + count)
    }

    /// The type, a sign, 20 digits and the line's end, and what writing digits overwrites behind them.
    private static var longestHeader: Int { 32 }
    private static var lineEnd: UInt16 { UInt16(bigEndian: 0x0D0A) }

    /// Writes a type byte, a number and the line's end where there is room for the longest.
    ///
    /// - Returns: how many bytes that is.
    @inline(__always)
    private static func writeHeader(_ type: UInt8, _ number: UInt64, at out: UnsafeMutableRawPointer) -> Int {
        if number < 100 {
            // Most are short: little results, and how long a string is.
            let tens = (number &* 103) &>> 10
            let digits = tens | (number &- tens &* 10) &<< 8 | 0x0A0D_3030
            // As one word, in which one digit has none before it.
            let line = tens == 0 ? digits &>> 8 : digits
            out.storeBytes(of: (line &<< 8 | UInt64(type)).littleEndian, as: UInt64.self)
            return tens == 0 ? 4 : 5
        }
        out.storeBytes(of: type, as: UInt8.self)
        let count = 1 &+ DecimalDigits.write(number, at: out + 1)
        out.storeBytes(of: lineEnd, toByteOffset: count, as: UInt16.self)
        return count &+ 2
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

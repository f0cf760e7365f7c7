/// Writes values one behind the other as bytes, as compactly as many connections need it.
///
/// A number takes a byte for each seven bits, a text its length and its bytes. `RecordReader` reads them in the same order.
package struct RecordWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    /// Begins without bytes.
    package init() {}

    /// Writes a number.
    package mutating func write(_ number: Int) {
        // The sign goes to the lowest bit, so that small negative numbers are short too.
        var rest = UInt(bitPattern: (number << 1) ^ (number >> (Int.bitWidth - 1)))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Writes a truth value.
    package mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// Writes bytes with their number.
    package mutating func write(_ part: [UInt8]) {
        write(part.count)
        bytes += part
    }

    /// Writes a text.
    package mutating func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes a list, each element by `body`.
    package mutating func write<Element>(_ list: [Element], _ body: (inout RecordWriter, Element) -> Void) {
        write(list.count)
        for element in list { body(&self, element) }
    }

    /// Writes whether there is a value, and the value.
    package mutating func write<Value>(_ value: Value?, _ body: (inout RecordWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }
}

/// Bytes that are no record.
package struct RecordError: Error, CustomStringConvertible {
    /// Where they are wrong.
    package let description: String
}

/// Reads what a `RecordWriter` wrote.
package struct RecordReader {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads bytes from their beginning.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether all has been read.
    package var isAtEnd: Bool { position == bytes.count }

    /// Reads a number.
    ///
    /// - Throws: `RecordError` where none is.
    package mutating func number() throws(RecordError) -> Int {
        var value: UInt = 0
        for shift in stride(from: 0, to: UInt.bitWidth, by: 7) {
            let byte = try byte()
            value |= UInt(byte & 0x7F) << UInt(shift)
            if byte < 0x80 { return Int(bitPattern: value >> 1) ^ -Int(bitPattern: value & 1) }
        }
        throw error("a number is too long")
    }

    /// Reads a truth value.
    ///
    /// - Throws: `RecordError` where none is.
    package mutating func flag() throws(RecordError) -> Bool { try byte() != 0 }

    /// Reads bytes that were written with their number.
    ///
    /// - Throws: `RecordError` where there are fewer.
    package mutating func part() throws(RecordError) -> [UInt8] {
        let count = try number()
        guard count >= 0, count <= bytes.count - position else { throw error("\(count) bytes are announced") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Reads a text.
    ///
    /// - Throws: `RecordError` where there is none.
    package mutating func text() throws(RecordError) -> String { String(decoding: try part(), as: UTF8.self) }

    /// Reads a list, each element by `body`.
    ///
    /// - Throws: `RecordError` where there are fewer elements than announced.
    package mutating func list<Element>(
        _ body: (inout RecordReader) throws(RecordError) -> Element
    ) throws(RecordError) -> [Element] {
        let count = try number()
        guard count >= 0, count <= bytes.count - position else { throw error("\(count) elements are announced") }
        var list: [Element] = []
        for _ in 0..<count { list.append(try body(&self)) }
        return list
    }

    /// Reads a value, where there is one.
    ///
    /// - Throws: `RecordError` where neither is said.
    package mutating func optional<Value>(
        _ body: (inout RecordReader) throws(RecordError) -> Value
    ) throws(RecordError) -> Value? {
        try flag() ? try body(&self) : nil
    }

    private mutating func byte() throws(RecordError) -> UInt8 {
        guard position < bytes.count else { throw error("it is cut off") }
        defer { position += 1 }
        return bytes[position]
    }

    private func error(_ reason: String) -> RecordError {
        RecordError(description: "not a record: \(reason) at byte \(position) of \(bytes.count)")
    }
}

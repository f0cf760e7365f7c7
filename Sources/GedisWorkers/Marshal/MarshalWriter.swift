package import GedisKit

/// Writes plain values in the format 2 of Python's `marshal`.
package struct MarshalWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    /// Makes an empty writer.
    package init() {}

    /// Makes an empty writer with room for so many bytes.
    init(reserving count: Int) { bytes.reserveCapacity(count) }

    /// Takes what was written, as messages of a frame. There is room for as much again afterwards.
    ///
    /// - Parameter count: how many messages it is
    /// - Returns: the frame, with its length before it.
    mutating func takeFrame(count: Int) -> [UInt8] {
        var frame = MarshalWriter(reserving: bytes.count + 9)
        // A list's head has five bytes.
        frame.word(Int32(bitPattern: UInt32(clamping: bytes.count + 5)))
        frame.list(count: count)
        frame.append(bytes)
        if bytes.count > Self.keptBytes { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        return frame.bytes
    }

    /// The most bytes that stay allocated.
    private static let keptBytes = 1 << 18

    /// Begins a list; `count` values have to follow.
    package mutating func list(count: Int) { head(MarshalReader.Kind.list, count) }

    /// Begins a tuple; `count` values have to follow.
    mutating func tuple(count: Int) { head(MarshalReader.Kind.tuple, count) }

    /// A missing value.
    package mutating func none() { bytes.append(MarshalReader.Kind.none) }

    /// A truth value.
    package mutating func boolean(_ truth: Bool) {
        bytes.append(truth ? MarshalReader.Kind.yes : MarshalReader.Kind.no)
    }

    /// A whole number.
    package mutating func integer(_ number: Int) {
        if let word = Int32(exactly: number) {
            bytes.append(MarshalReader.Kind.int)
            return self.word(word)
        }
        var rest = number.magnitude
        var digits: [UInt16] = []
        while rest > 0 {
            digits.append(UInt16(rest & 0x7FFF))
            rest >>= 15
        }
        bytes.append(MarshalReader.Kind.long)
        word(Int32(number < 0 ? -digits.count : digits.count))
        for digit in digits {
            bytes.append(UInt8(truncatingIfNeeded: digit))
            bytes.append(UInt8(truncatingIfNeeded: digit >> 8))
        }
    }

    /// A number with a fraction.
    package mutating func double(_ number: Double) {
        bytes.append(MarshalReader.Kind.double)
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Text.
    package mutating func text(_ text: String) {
        head(MarshalReader.Kind.text, text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Bytes.
    package mutating func bytes(_ value: some Collection<UInt8>) {
        head(MarshalReader.Kind.bytes, value.count)
        bytes.append(contentsOf: value)
    }

    /// Values that have been written by another writer.
    package mutating func append(_ written: [UInt8]) { bytes += written }

    /// A value: `.simple` as text, `.bulk` as bytes.
    package mutating func value(_ value: Value) {
        switch value {
        case .null: none()
        case .boolean(let truth): boolean(truth)
        case .integer(let number): integer(number)
        case .double(let number): double(number)
        case .simple(let text), .verbatim(let text, _), .bigNumber(let text): self.text(text)
        case .bulk(let value): bytes(value)
        case .error(let error): text("\(error)")
        case .array(let values), .set(let values), .push(let values):
            list(count: values.count)
            for value in values { self.value(value) }
        case .map(let entries):
            bytes.append(MarshalReader.Kind.dict)
            for entry in entries {
                self.value(entry.key)
                self.value(entry.value)
            }
            bytes.append(MarshalReader.Kind.null)
        case .attributed(let inner, _): self.value(inner)
        }
    }

    /// Leaves room for so many bytes.
    mutating func skip(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

    /// Forgets what was written after the first `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// Writes the count of a list that was begun.
    ///
    /// - Parameters:
    ///   - count: how many values it has
    ///   - place: where its kind ends
    mutating func set(_ count: Int, at place: Int) {
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: Int32(clamping: count).littleEndian, toByteOffset: place, as: Int32.self)
        }
    }

    /// Makes a frame of what was written behind room for its head.
    ///
    /// - Parameter count: how many values it has
    mutating func endFrame(count: Int) {
        set(bytes.count - 4, at: 0)
        bytes[4] = MarshalReader.Kind.list
        set(count, at: 5)
    }

    /// Hands what was written out, and goes on in other memory.
    mutating func exchange(_ other: inout [UInt8]) { swap(&bytes, &other) }

    private mutating func head(_ kind: UInt8, _ count: Int) {
        bytes.append(kind)
        word(Int32(clamping: count))
    }

    private mutating func word(_ number: Int32) {
        let bits = UInt32(bitPattern: number)
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
    }
}

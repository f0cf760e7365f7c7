import GedisKit

/// A command's name as requests are compared with it: eight bytes at a time, whatever the case of its letters.
struct CommandName: Sendable, Hashable {
    /// The name in upper case, eight bytes a word; the last word is filled up with zeros.
    private let words: [UInt64]
    /// For each of the words the bit that makes a letter's case, in the bytes that are letters.
    private let cases: [UInt64]
    private let count: Int

    /// The bit that makes an ASCII letter's case, in each byte of a word.
    private static let caseBits: UInt64 = 0x2020_2020_2020_2020

    init(_ name: String) {
        let bytes = name.utf8.map(\.asciiUppercased)
        let bits = bytes.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? UInt8(0x20) : 0 }
        count = bytes.count
        words = bytes.withUnsafeBytes(Self.words)
        cases = bits.withUnsafeBytes(Self.words)
    }

    /// What `hash` is of the name.
    var hash: Int { words.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[..<count])) } }

    /// Whether a client that wrote `name` means this command.
    @inline(__always)
    func matches(_ name: UnsafeRawBufferPointer) -> Bool {
        guard name.count == count else { return false }
        for index in words.indices {
            let difference = Self.word(of: name, at: index &* 8) ^ words[index]
            guard difference & ~cases[index] == 0 else { return false }
        }
        return true
    }

    /// A hash that is the same for letters of either case. That some other bytes fall together too does not matter,
    /// because names are compared when they are found.
    @inline(__always)
    static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        var hash = UInt64(truncatingIfNeeded: name.count)
        var offset = 0
        while offset < name.count {
            hash = (hash ^ (word(of: name, at: offset) | caseBits)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            offset &+= 8
        }
        return Int(truncatingIfNeeded: hash)
    }

    private static func words(of name: UnsafeRawBufferPointer) -> [UInt64] {
        stride(from: 0, to: name.count, by: 8).map { word(of: name, at: $0) }
    }

    /// Up to eight bytes from `offset` on, the first in the lowest place, and zeros where there are fewer.
    @inline(__always)
    private static func word(of name: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ offset: Int) -> UInt64 {
            UInt64(truncatingIfNeeded: T(littleEndian: name.loadUnaligned(fromByteOffset: offset, as: type)))
        }
        let count = name.count &- offset
        // Two loads that may overlap have all bytes of a shorter rest.
        switch count {
        case 8...: return load(UInt64.self, offset)
        case 4...: return load(UInt32.self, offset) | load(UInt32.self, name.count &- 4) &<< (UInt64(count &- 4) &* 8)
        case 2...: return load(UInt16.self, offset) | load(UInt16.self, name.count &- 2) &<< (UInt64(count &- 2) &* 8)
        default: return load(UInt8.self, offset)
        }
    }
}

import GedisKit

/// A command's name as requests are compared with it: eight bytes at a time, whatever the case of its letters.
struct CommandName: Sendable, Hashable {
    /// Some of a name's bytes, the first in the lowest place.
    private struct Word: Hashable {
        /// The bytes, with letters in upper case.
        var bytes: UInt64
        /// All bits but those that make a letter's case, in the bytes that are letters.
        var mask: UInt64

        init(_ name: UnsafeRawBufferPointer, at offset: Int, _ cases: UnsafeRawBufferPointer) {
            bytes = word(of: name, at: offset)
            mask = ~word(of: cases, at: offset)
        }

        /// In which bits the bytes of another name differ.
        @inline(__always)
        func difference(_ other: UInt64) -> UInt64 { (bytes ^ other) & mask }
    }

    /// What `hash` is of the name.
    let hash: Int
    private let count: Int
    /// The first eight bytes and the last eight, which overlap in most names; of a shorter one, both times all.
    private let first: Word
    private let last: Word
    /// What is between the two, in words.
    private let between: [Word]

    /// The bit that makes an ASCII letter's case, in each byte of a word.
    private static let caseBits: UInt64 = 0x2020_2020_2020_2020

    init(_ name: String) {
        let bytes = name.utf8.map(\.asciiUppercased)
        let cases = bytes.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? UInt8(0x20) : 0 }
        (hash, count, first, last, between) = bytes.withUnsafeBytes { bytes in
            cases.withUnsafeBytes { cases in
                (
                    Self.hash(bytes), bytes.count,
                    Word(bytes, at: 0, cases), Word(bytes, at: max(bytes.count - 8, 0), cases),
                    stride(from: 8, to: bytes.count - 8, by: 8).map { Word(bytes, at: $0, cases) }
                )
            }
        }
    }

    /// Whether a client that wrote `name` means this command.
    @inline(__always)
    func matches(_ name: UnsafeRawBufferPointer) -> Bool {
        guard name.count == count else { return false }
        guard count >= 8 else { return first.difference(word(of: name, at: 0)) == 0 }
        let ends = first.difference(fullWord(of: name, at: 0)) | last.difference(fullWord(of: name, at: count &- 8))
        return ends == 0 && (count <= 16 || matchesBetween(name))
    }

    @inline(never)
    private func matchesBetween(_ name: UnsafeRawBufferPointer) -> Bool {
        between.enumerated().allSatisfy { $1.difference(fullWord(of: name, at: ($0 + 1) * 8)) == 0 }
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
}

/// Eight bytes from `offset` on, the first in the lowest place.
@inline(__always)
private func fullWord(of name: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(littleEndian: name.baseAddress.unsafelyUnwrapped.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// Up to eight bytes from `offset` on, the first in the lowest place, and zeros where there are fewer.
@inline(__always)
private func word(of name: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    guard let start = name.baseAddress, offset < name.count else { return 0 }
    return UInt64(loading: start + offset, count: min(name.count &- offset, 8))
}

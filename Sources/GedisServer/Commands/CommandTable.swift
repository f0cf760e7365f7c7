import GedisKit

/// The commands that a worker's clients can call, found by name in any case. It never changes: a reload makes another one
/// and swaps it in whole.
final class CommandTable: Sendable {
    /// All commands, in the order of their names.
    let entries: [CommandEntry]

    /// Open addressing with linear probing: an index into `entries`, or -1. The count is a power of two, and at least
    /// half of the slots are free, so that a search ends soon.
    private let slots: [Int32]

    /// Makes a table. Of two commands with one name the later one stays, so a namespace can take a built-in's place.
    init(_ commands: [CommandEntry]) {
        let byName = Dictionary(commands.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        entries = byName.values.sorted { $0.name < $1.name }
        var slots = [Int32](repeating: -1, count: 2 << (Int.bitWidth - entries.count.leadingZeroBitCount))
        for (index, entry) in entries.enumerated() {
            var slot = entry.key.withUnsafeBytes(Self.hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
        self.slots = slots
    }

    /// The command that a client calls `name`.
    func command(named name: UnsafeRawBufferPointer) -> CommandEntry? {
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if Self.isSame(name, entry.key) { return entry }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// A hash that is the same for letters of either case: the bit that tells them apart is left out, eight bytes at a
    /// time. That other bytes fall together too does not matter, because names are compared when they are found.
    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        var hash = UInt64(name.count)
        var offset = 0
        while offset + 8 <= name.count {
            let word = name.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0xDFDF_DFDF_DFDF_DFDF
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            offset += 8
        }
        while offset < name.count {
            hash = (hash ^ UInt64(name[offset] & 0xDF)) &* 0x9E37_79B9_7F4A_7C15
            offset += 1
        }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private static func isSame(_ name: UnsafeRawBufferPointer, _ key: [UInt8]) -> Bool {
        key.withUnsafeBytes { key in
            guard name.count == key.count else { return false }
            for index in 0..<key.count where name[index].asciiUppercased != key[index] { return false }
            return true
        }
    }
}

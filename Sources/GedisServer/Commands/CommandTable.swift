import GedisKit

/// Every command that a listener's clients can call, found by name in any case. It never changes: a reload makes
/// another one and swaps it in whole.
final class CommandTable: Sendable {
    /// All commands, in the order of their names.
    let entries: [CommandEntry]

    /// Open addressing with linear probing: an index into `entries`, or -1. The count is a power of two, and at least
    /// half of the slots are free, so that a search ends soon.
    private let slots: [Int32]

    /// Makes a table. Of two commands with one name the later one stays, so a namespace can take a built-in's place.
    init(builtIns: [CommandEntry], namespaces: [Namespace]) {
        let named = namespaces.flatMap { namespace in
            namespace.commands.map { CommandEntry($0, in: namespace) }
        }
        let byName = Dictionary((builtIns + named).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
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

    /// FNV-1a over the name with ASCII letters folded to upper case.
    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte.asciiUppercased)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash >> 32 ^ hash)
    }

    private static func isSame(_ name: UnsafeRawBufferPointer, _ key: [UInt8]) -> Bool {
        guard name.count == key.count else { return false }
        for index in name.indices where name[index].asciiUppercased != key[index] { return false }
        return true
    }
}

import GedisKit

/// The commands that a worker's clients can call, found by name in any case. It never changes: a reload makes another one
/// and swaps it in whole.
package final class CommandTable: Sendable {
    /// All commands, in the order of their names.
    package let entries: [CommandEntry]

    /// Open addressing with linear probing. The count is a power of two, and at least half of the slots are free, so
    /// that a search ends soon.
    private let slots: [Unmanaged<CommandEntry>?]

    /// Makes a table. Of two commands with one name the later one stays, so a namespace can take a built-in's place.
    init(_ commands: [CommandEntry]) {
        let byName = Dictionary(commands.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        entries = byName.values.sorted { $0.name < $1.name }
        var slots = [Unmanaged<CommandEntry>?](
            repeating: nil, count: 2 << (Int.bitWidth - entries.count.leadingZeroBitCount))
        for entry in entries {
            var slot = entry.key.hash & (slots.count - 1)
            while slots[slot] != nil { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = .passUnretained(entry)
        }
        self.slots = slots
    }

    /// The command that a client calls `name`.
    package func command(named name: UnsafeRawBufferPointer) -> CommandEntry? { find(name)?.takeUnretainedValue() }

    /// The command with a full name: of a subcommand its container's name stands before it, as in `client|list`.
    func command(fullName name: UnsafeRawBufferPointer) -> CommandEntry? {
        guard let bar = name.firstIndex(of: UInt8(ascii: "|")) else { return command(named: name) }
        let container = command(named: UnsafeRawBufferPointer(rebasing: name[..<bar]))
        return container?.subcommand(named: UnsafeRawBufferPointer(rebasing: name[(bar + 1)...]))
    }

    /// `command(named:)` without the atomic instructions of a counted reference; valid as long as the table is. It is looked for
    /// first whether it is `guess`, an entry of this table.
    @inline(__always)
    func find(_ name: UnsafeRawBufferPointer, _ guess: Unmanaged<CommandEntry>? = nil) -> Unmanaged<CommandEntry>? {
        if let guess, guess._withUnsafeGuaranteedRef({ $0.key.matches(name) }) { return guess }
        return search(name)
    }

    @inline(never)
    private func search(_ name: UnsafeRawBufferPointer) -> Unmanaged<CommandEntry>? {
        var slot = CommandName.hash(name) & (slots.count - 1)
        while let entry = slots[slot] {
            if entry._withUnsafeGuaranteedRef({ $0.key.matches(name) }) { return entry }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}

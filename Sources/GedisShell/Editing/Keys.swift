import Glibc

/// The keys of a terminal, in the order in which they were typed.
struct Keys {
    /// Ctrl-C.
    static let interrupt: UInt8 = 0x03
    /// Ctrl-Z.
    static let suspend: UInt8 = 0x1A
    /// So many keys are kept; what is pasted beyond them waits in the terminal.
    private static let mostKept = 1 << 20

    private let terminal: Int32
    /// The terminal is gone, or counts as gone.
    private(set) var areAtEnd = false
    private var kept: ArraySlice<UInt8> = []

    /// The keys that can be read from a descriptor.
    init(terminal: Int32 = STDIN_FILENO) { self.terminal = terminal }

    /// Whether there are keys that were read before they were wanted.
    var areKept: Bool { !kept.isEmpty }

    /// Whether there are keys that were not read yet.
    var areTyped: Bool { wait(or: -1, milliseconds: 0) }

    /// Waits until there are keys that were not read yet, or until `wakeup` can be read.
    ///
    /// - Returns: whether there are such keys.
    func wait(or wakeup: Int32) -> Bool { wait(or: wakeup, milliseconds: -1) }

    private func wait(or wakeup: Int32, milliseconds: Int32) -> Bool {
        let terminal = areAtEnd || kept.count >= Self.mostKept ? -1 : terminal
        var waits = [terminal, wakeup].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return poll(&waits, nfds_t(waits.count), milliseconds) > 0 && waits[0].revents != 0
    }

    /// Takes the next key; nil at the end.
    mutating func next() -> UInt8? { kept.popFirst() ?? read() }

    /// Takes a key from the terminal; nil at its end.
    mutating func read() -> UInt8? {
        var key: UInt8 = 0
        guard !areAtEnd, Glibc.read(terminal, &key, 1) == 1 else {
            areAtEnd = true
            return nil
        }
        return key
    }

    /// Keeps a key that was read, behind the others, for `next()`.
    mutating func keep(_ key: UInt8) { kept.append(key) }

    /// Drops what is kept.
    mutating func forget() { kept = [] }

    /// Ends the keys.
    mutating func end() {
        forget()
        areAtEnd = true
    }
}

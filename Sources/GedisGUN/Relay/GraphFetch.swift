/// What a peer asked for, while its store is asked for it page by page and the peer is answered.
package struct GraphFetch: Sendable {
    /// Who asked.
    package let peer: Int
    /// The soul that it asked for.
    package let soul: String
    /// What of it.
    package let selection: GunSelection
    /// The message that is answered; nil where it was answered before, and changes may have been missed.
    let id: String?
    /// Whether other peers are asked as well.
    let isPassedOn: Bool

    /// The id of the next message, which the one before it names.
    private var nextID = GunRequest.makeID()
    private var isEmpty = true
    private var characters = 0
    private var pending: [(key: ExactText, entry: GunEntry)] = []
    private var pendingBytes = 0
    private var messages = 0
    /// Whether all of it has been told.
    package private(set) var isOver = false
    /// Whether there is nothing of it.
    package var isMissing: Bool { isOver && isEmpty }
    /// The hash of the answer, where that was one message.
    private(set) var hash: Int32?

    init(peer: Int, id: String?, soul: String, selection: GunSelection, isPassedOn: Bool) {
        self.peer = peer
        self.id = id
        self.soul = soul
        self.selection = selection
        self.isPassedOn = isPassedOn
    }

    /// Takes entries of the node that are left of a page, until `isOver`.
    ///
    /// - Parameters:
    ///   - entries: what there is, of which the beginning is taken
    ///   - isLast: whether nothing follows
    /// - Returns: a message, where one is full or all is told; nil for more entries.
    package mutating func next(
        _ entries: inout ArraySlice<(key: ExactText, entry: GunEntry)>, isLast: Bool
    ) -> [UInt8]? {
        while pending.count < GunText.mostKeys, pendingBytes < GunText.mostBytes, let next = entries.first {
            guard take(next.key, next.entry) else {
                entries = []
                break
            }
            entries = entries.dropFirst()
        }
        guard entries.isEmpty else { return message(isLast: false) }
        return isLast || isFull ? message(isLast: true) : nil
    }

    /// Whether nothing more is wanted, whatever there is.
    package var isFull: Bool {
        guard case .range(let range) = selection else { return false }
        return !isEmpty && characters >= range.mostCharacters
    }

    private mutating func take(_ key: ExactText, _ entry: GunEntry) -> Bool {
        if isFull { return false }
        guard key.text != "_" else { return true }
        isEmpty = false
        pending.append((key, entry))
        pendingBytes += key.text.utf8.count + entry.value.byteCount
        if case .text(let text) = entry.value { characters += text.utf16.count } else { characters += 9 }
        return true
    }

    private mutating func message(isLast: Bool) -> [UInt8] {
        let own = nextID
        nextID = GunRequest.makeID()
        messages += 1
        isOver = isLast
        defer {
            pending = []
            pendingBytes = 0
        }
        var parts: [(name: String, json: [UInt8])] = id.map { [("@", GunText.text($0))] } ?? []
        if !pending.isEmpty {
            let node = GunNode(soul: soul, entries: Dictionary(pending, uniquingKeysWith: { $1 }))
            let graph = GunText.graph([node])
            let hash = GunText.hash(graph)
            self.hash = messages == 1 && isLast ? hash : nil
            parts.insert(("##", Array(String(hash).utf8)), at: 0)
            parts.append(("put", GunText.spelled(graph)))
            if !isLast { parts.append(("%", GunText.text(nextID))) }
        }
        return GunText.message(parts, id: own)
    }

    /// The answer where the store cannot be reached; nil where nothing is answered.
    package func failure(_ reason: String) -> [UInt8]? {
        id.map { GunText.answer($0, [("err", GunText.text(reason))]) }
    }
}

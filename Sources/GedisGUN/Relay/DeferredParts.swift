/// Parts of puts that lie in the future, until their time has come.
struct DeferredParts: Sendable {
    /// What waits.
    struct Part {
        let due: Double
        let put: Int
        let nodes: [GunNode]
        let keys: Int
        let bytes: Int
    }

    /// The most keys that wait, and the most bytes of their texts.
    static let mostKeys = 10_000
    static let mostBytes = 16 << 20
    /// How far ahead a state may lie, in milliseconds: a clock that is wrong by more is not waited for.
    static let longest = 86_400_000.0

    /// The first that is due is the last.
    private var parts: [Part] = []
    private var keys = 0
    private var bytes = 0

    /// When the first is due; nil where none waits.
    var next: Double? { parts.last?.due }

    /// Adds a part of a put.
    ///
    /// - Returns: why it is refused; nil where it waits.
    mutating func add(_ nodes: [GunNode], of put: Int, now: Double) -> String? {
        let entries = nodes.flatMap(\.entries)
        let part = Part(
            due: entries.map(\.value.state).max() ?? now, put: put, nodes: nodes, keys: entries.count,
            bytes: entries.reduce(0) { $0 + $1.key.text.utf8.count + $1.value.value.byteCount })
        guard part.due - now <= Self.longest else {
            return "The state lies more than a day in the future: check the clock."
        }
        guard keys + part.keys <= Self.mostKeys, bytes + part.bytes <= Self.mostBytes else {
            return "Too much waits for its time: check the clock."
        }
        keys += part.keys
        bytes += part.bytes
        let place = parts.firstIndex { $0.due <= part.due } ?? parts.count
        parts.insert(part, at: place)
        return nil
    }

    /// Takes out what is due.
    mutating func due(at now: Double) -> [Part] {
        var due: [Part] = []
        while let part = parts.last, part.due <= now {
            parts.removeLast()
            keys -= part.keys
            bytes -= part.bytes
            due.append(part)
        }
        return due
    }
}

extension GunValue {
    /// How many bytes its text takes.
    package var byteCount: Int {
        switch self {
        case .text(let text), .link(let text): text.utf8.count
        case .brokenText(let units): units.count * 3
        case .null, .boolean, .number: 9
        }
    }
}

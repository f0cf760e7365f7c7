/// What is known of a node: an entry a key.
package struct GunNode: Sendable {
    package let soul: String
    package private(set) var entries: [ExactText: GunEntry] = [:]

    package init(soul: String, entries: [ExactText: GunEntry] = [:]) {
        self.soul = soul
        self.entries = entries
    }

    /// Merges another version of the node, each key on its own.
    ///
    /// - Parameters:
    ///   - other: the version that arrived
    ///   - now: the time, in milliseconds since 1970
    /// - Returns: the keys whose entry was replaced, and the part that lies in the future.
    package mutating func merge(_ other: GunNode, now: Double) -> (taken: [ExactText], waiting: GunNode) {
        var taken: [ExactText] = []
        var waiting = GunNode(soul: soul)
        for (key, entry) in other.entries {
            switch entry.verdict(over: entries[key], now: now) {
            case .wait: waiting.entries[key] = entry
            case .drop: break
            case .take:
                entries[key] = entry
                taken.append(key)
            }
        }
        return (taken, waiting)
    }

    /// The lowest of its states, which is due first; nil without entries.
    package var nextState: Double? { entries.values.map(\.state).min() }

    /// Sets a key's entry, whatever it held.
    package mutating func set(_ key: ExactText, _ entry: GunEntry) { entries[key] = entry }
}

// MARK: - JSON

extension GunNode {
    /// Reads a node of a graph.
    ///
    /// Relays pass on what servers themselves would not store, so an invalid key is left out and the others are kept.
    /// Nil where the node does not bear the soul under which it lies.
    package init?(soul: String, _ json: JSON) {
        guard let members = json.members, let meta = json["_"], let name = meta["#"]?.string,
            ExactText(name) == ExactText(soul)
        else { return nil }
        self.soul = soul
        var states: [ExactText: Double] = [:]
        for state in meta[">"]?.members ?? [] { states[state.name] = state.value.number }
        for member in members where member.name.text != "_" {
            guard let state = states[member.name], state.isFinite, let value = GunValue(member.value) else { continue }
            entries[member.name] = GunEntry(value: value, state: state)
        }
    }

    /// The node as a graph of one.
    package var graph: JSON {
        let states = entries.map { JSON.Member($0.text, .number($1.state)) }
        let meta = JSON.object([JSON.Member("#", .string(soul)), JSON.Member(">", .object(states))])
        let values = entries.map { JSON.Member($0.text, $1.value.json) }
        return .object([JSON.Member(soul, .object([JSON.Member("_", meta)] + values))])
    }
}

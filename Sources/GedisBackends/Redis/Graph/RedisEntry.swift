import GedisGUN
import GedisKit

/// A key of a node as Redis holds it and as messages of the graph have it.
struct RedisEntry: Equatable {
    var key: [UInt8]
    var state: [UInt8]
    var hasValue: Bool
    var field: RedisField
    /// The value's JSON, where its scalar is not all of it.
    var exact: [UInt8]

    /// How an entry is held.
    init(_ key: ExactText, _ entry: GunEntry) {
        self.key = Array(key.text.utf8)
        state = Array("\(entry.state)".utf8)
        let scalar = entry.value.scalar
        hasValue = scalar != nil
        field = scalar.map { RedisField($0) } ?? RedisField(value: [], type: [])
        exact = entry.value.isScalar ? [] : Array(entry.value.json.text.utf8)
    }

    /// Reads six parts; nil for what is of another form.
    init?(_ parts: some RandomAccessCollection<Value>) {
        let bytes = parts.compactMap { if case .bulk(let bytes) = $0 { bytes } else { nil } }
        guard parts.count == 6, bytes.count == 6 else { return nil }
        (key, state, hasValue) = (bytes[0], bytes[1], bytes[2] == [UInt8(ascii: "1")])
        (field, exact) = (RedisField(value: bytes[3], type: bytes[4]), bytes[5])
    }

    /// The parts that a script takes.
    var parts: [[UInt8]] { [key, state, [UInt8(ascii: hasValue ? "1" : "0")], field.value, field.type, exact] }

    var name: ExactText { ExactText(String(decoding: key, as: UTF8.self)) }

    /// The state as a number.
    var time: Double { Double(String(decoding: state, as: UTF8.self)) ?? 0 }

    /// The value; nil for one that GUN cannot hold.
    var value: GunValue? {
        let scalar = hasValue ? field.scalar : nil
        // What another program has put since is what counts.
        if let value = try? GunValue(JSON.read(exact)), value.scalar == scalar { return value }
        return scalar.map { try? GunValue($0) } ?? .null
    }

    /// The entry; nil for a value that GUN cannot hold.
    var entry: GunEntry? { value.map { GunEntry(value: $0, state: time) } }
}

/// Entries that were taken, as they are published to the other relays on a store.
struct RedisGraphMessage {
    /// The channel, one for all namespaces.
    static let channel = "gedis:graph"

    /// Who took them; empty for a command.
    let origin: String
    let node: GunNode

    /// Reads a message; nil for one of another form.
    init?(_ bytes: [UInt8]) {
        guard case .array(let parts)? = Value(reply: bytes), parts.count > 2, parts.count % 6 == 2,
            let origin = parts[0].text, let soul = parts[1].text.flatMap(RedisNode.namespace)
        else { return nil }
        var node = GunNode(soul: soul)
        for place in stride(from: 2, to: parts.count, by: 6) {
            guard let entry = RedisEntry(parts[place..<(place + 6)]) else { return nil }
            if let value = entry.entry { node.set(entry.name, value) }
        }
        (self.origin, self.node) = (origin, node)
    }
}

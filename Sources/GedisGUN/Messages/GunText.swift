import GedisJSON

/// Writes what the relay sends.
package enum GunText {
    /// In how many keys a node is sent at once: gun's own parser for node.js loses what comes behind some 30,000
    /// characters outside of texts.
    package static let mostKeys = 500
    /// After how many bytes of values no other key is added to a message.
    package static let mostBytes = 256 * 1024
    /// With how many quotes in its texts a message spells them so that this parser does not count them.
    private static let mostQuotes = 4000

    /// A graph as JSON, the members of its objects in JavaScript's order.
    static func graph(_ nodes: [GunNode]) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw("{")
        for (place, node) in nodes.enumerated() {
            if place > 0 { writer.raw(",") }
            writer.string(node.soul)
            writer.raw(":")
            write(node, to: &writer)
        }
        writer.raw("}")
        return writer.bytes
    }

    /// What peers tell equal answers apart by: h = 31h + c over the UTF-16 units of the graph.
    static func hash(_ graph: [UInt8]) -> Int32 {
        var hash: Int32 = 0
        guard graph.contains(where: { $0 >= 0x80 }) else {
            for byte in graph { hash = hash &* 31 &+ Int32(byte) }
            return hash
        }
        for unit in String(decoding: graph, as: UTF8.self).utf16 { hash = hash &* 31 &+ Int32(unit) }
        return hash
    }

    /// Nodes as they are told to whoever asked for their changes.
    static func push(_ nodes: [GunNode]) -> [UInt8] { message([("put", spelled(graph(nodes)))]) }

    /// Nodes in messages that any peer reads, the first of them under an id where one is given.
    static func pushes(_ nodes: [GunNode], id: String?) -> [[UInt8]] {
        guard nodes.reduce(0, { $0 + $1.entries.count }) > mostKeys else {
            return [message([("put", spelled(graph(nodes)))], id: id)]
        }
        var messages: [[UInt8]] = []
        for node in nodes {
            let entries = Array(node.entries)
            for start in stride(from: 0, to: entries.count, by: mostKeys) {
                let part = entries[start..<min(start + mostKeys, entries.count)].map { ($0.key, $0.value) }
                let node = GunNode(soul: node.soul, entries: Dictionary(uniqueKeysWithValues: part))
                messages.append(message([("put", spelled(graph([node])))], id: messages.isEmpty ? id : nil))
            }
        }
        return messages
    }

    /// The answer to a message, with its parts as JSON.
    static func answer(_ id: String, _ parts: [(name: String, json: [UInt8])]) -> [UInt8] {
        message([("@", text(id))] + parts)
    }

    /// A message with an id of its own, unless it has one among its parts.
    static func message(_ parts: [(name: String, json: [UInt8])], id: String? = nil) -> [UInt8] {
        var bytes = Array("{\"#\":".utf8) + text(id ?? GunRequest.makeID())
        for part in parts { bytes += Array(",\"\(part.name)\":".utf8) + part.json }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// A text as JSON.
    static func text(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(text)
        return writer.bytes
    }

    /// A graph with the quotes inside of texts spelled as numbers, where there are many.
    static func spelled(_ graph: [UInt8]) -> [UInt8] {
        let (backslash, quote) = (UInt8(ascii: "\\"), UInt8(ascii: "\""))
        var count = 0
        var index = 0
        while let next = graph[index...].firstIndex(of: backslash) {
            if graph[next + 1] == quote { count += 1 }
            index = next + 2
        }
        guard count > mostQuotes else { return graph }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(graph.count + count * 4)
        index = 0
        while index < graph.count {
            guard graph[index] == backslash else {
                bytes.append(graph[index])
                index += 1
                continue
            }
            if graph[index + 1] == quote { bytes += "\\u0022".utf8 } else { bytes += graph[index...(index + 1)] }
            index += 2
        }
        return bytes
    }

    private static func write(_ node: GunNode, to writer: inout JSONWriter) {
        let keys = sorted(node.entries.keys.filter { $0.text != "_" })
        // The node's own member stands where its name belongs.
        let place = keys.firstIndex { "_".utf16.lexicographicallyPrecedes($0.text.utf16) } ?? keys.count
        writer.raw("{")
        for (index, key) in keys.enumerated() {
            if index > 0 { writer.raw(",") }
            if index == place {
                writeMeta(node, keys, to: &writer)
                writer.raw(",")
            }
            writer.string(key.text)
            writer.raw(":")
            (node.entries[key]?.value ?? .null).write(to: &writer)
        }
        if place == keys.count {
            if place > 0 { writer.raw(",") }
            writeMeta(node, keys, to: &writer)
        }
        writer.raw("}")
    }

    private static func writeMeta(_ node: GunNode, _ keys: [ExactText], to writer: inout JSONWriter) {
        writer.raw("\"_\":{\"#\":")
        writer.string(node.soul)
        writer.raw(",\">\":{")
        for (index, key) in keys.enumerated() {
            if index > 0 { writer.raw(",") }
            writer.string(key.text)
            writer.raw(":")
            writer.number((node.entries[key]?.state ?? 0).javaScript)
        }
        writer.raw("}}")
    }

    private static func sorted(_ keys: [ExactText]) -> [ExactText] {
        // Of ASCII both orders are the same, and bytes are compared faster.
        guard keys.contains(where: { !$0.text.utf8.allSatisfy { $0 < 0x80 } }) else { return keys.sorted() }
        return keys.sorted { $0.text.utf16.lexicographicallyPrecedes($1.text.utf16) }
    }
}

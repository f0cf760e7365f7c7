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
        writer.object(nodes) { writer, node in
            writer.string(node.soul)
        } value: { writer, node in
            write(node, to: &writer)
        }
        return writer.bytes
    }

    /// What peers tell equal answers apart by: h = 31h + c over the UTF-16 units of the graph.
    static func hash(_ graph: [UInt8]) -> Int32 {
        var hash: Int32 = 0
        for unit in String(decoding: graph, as: UTF8.self).utf16 { hash = hash &* 31 &+ Int32(unit) }
        return hash
    }

    /// Nodes as they are told to whoever asked for their changes.
    static func push(_ nodes: [GunNode]) -> [UInt8] { message([("put", spelled(graph(nodes)))]) }

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
        var members = keys.map(Optional.some)
        members.insert(nil, at: place)
        writer.object(members) { writer, key in
            writer.string(key?.text ?? "_")
        } value: { writer, key in
            if let key {
                (node.entries[key]?.value ?? .null).json.write(to: &writer)
            } else {
                writeMeta(node, keys, to: &writer)
            }
        }
    }

    private static func writeMeta(_ node: GunNode, _ keys: [ExactText], to writer: inout JSONWriter) {
        writer.object([true, false]) { writer, isSoul in
            writer.string(isSoul ? "#" : ">")
        } value: { writer, isSoul in
            if isSoul { return writer.string(node.soul) }
            writer.object(keys) { writer, key in
                writer.string(key.text)
            } value: { writer, key in
                writer.number((node.entries[key]?.state ?? 0).javaScript)
            }
        }
    }

    private static func sorted(_ keys: [ExactText]) -> [ExactText] {
        // Of ASCII both orders are the same, and bytes are compared faster.
        guard keys.contains(where: { !$0.text.utf8.allSatisfy { $0 < 0x80 } }) else { return keys.sorted() }
        return keys.sorted { $0.text.utf16.lexicographicallyPrecedes($1.text.utf16) }
    }
}

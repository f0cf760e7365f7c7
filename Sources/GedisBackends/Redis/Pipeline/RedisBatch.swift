import GedisKit

/// Calls of one kind that go to the server as one request.
final class RedisBatch {
    /// The most calls of one request, and from how many bytes on another one is begun: the server does nothing else meanwhile.
    static let mostCalls = 128
    static let mostBytes = 1 << 20

    @exclusivity(unchecked) var isPut = false
    @exclusivity(unchecked) private(set) var count = 0
    /// Whether some of it may have been sent.
    @exclusivity(unchecked) private(set) var isSent = false
    /// Of reads the keys, each with the name of its note; of writes the keys, each with its value.
    @exclusivity(unchecked) private var pairs = ReplyWriter()
    /// Of writes the keys, each behind its score, and the names of their notes.
    @exclusivity(unchecked) private var scores = ReplyWriter()
    @exclusivity(unchecked) private var notes = ReplyWriter()

    var hasRoom: Bool { count < Self.mostCalls && size < Self.mostBytes }

    /// About how many bytes it has.
    var size: Int { pairs.count &+ scores.count &+ notes.count }

    func addGet(_ key: UnsafeRawBufferPointer) {
        pairs.bulk(key)
        pairs.bulk(RedisNode.noteStart, key)
        count &+= 1
    }

    func addPut(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        pairs.bulk(key)
        pairs.bulk(value)
        scores.constant("$1\r\n0\r\n")
        scores.bulk(key)
        notes.bulk(RedisNode.noteStart, key)
        count &+= 1
    }

    /// Writes the request: of reads `HMGET`, of writes what `RedisNode.put` does for text.
    func write(_ node: RedisNode, to writer: inout ReplyWriter) {
        isSent = true
        guard isPut else {
            writer.array(count: 2 + 2 * count)
            writer.constant("$5\r\nHMGET\r\n")
            writer.bulk(node.name)
            return writer.append(pairs)
        }
        writer.constant("*1\r\n$5\r\nMULTI\r\n")
        writer.array(count: 2 + 2 * count)
        writer.constant("$4\r\nHSET\r\n")
        writer.bulk(node.name)
        writer.append(pairs)
        writer.array(count: 2 + 2 * count)
        writer.constant("$4\r\nZADD\r\n")
        writer.bulk(node.index)
        writer.append(scores)
        writer.array(count: 2 + count)
        writer.constant("$4\r\nZREM\r\n")
        writer.bulk(node.index)
        writer.append(notes)
        writer.array(count: 2 + count)
        writer.constant("$4\r\nHDEL\r\n")
        writer.bulk(node.name)
        writer.append(notes)
        // The message of `RedisChange`.
        var head = ReplyWriter(version: .resp3)
        head.map(count: count)
        writer.constant("*3\r\n$7\r\nPUBLISH\r\n")
        writer.bulk(node.name)
        writer.bulk(head, pairs)
        writer.constant("*1\r\n$4\r\nEXEC\r\n")
    }

    /// How many lines answer writes: to `MULTI`, each command and `EXEC`, and each result.
    static let putReplies = (before: 6, results: 5)

    /// What was called: keys, each with its value where it is written.
    var calls: [(key: [UInt8], value: [UInt8])] {
        pairs.withBytes { bytes in
            var rest = bytes[...]
            func next() -> [UInt8] {
                let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
                let digits = rest[(rest.startIndex + 1)..<(end - 1)]
                let length = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
                let text = rest[(end + 1)..<(end + 1 + length)]
                rest = rest[(text.endIndex + 2)...]
                return Array(text)
            }
            return (0..<count).map { _ in (next(), next()) }
        }
    }

    /// Forgets its calls.
    ///
    /// - Returns: whether it is small enough to be kept for others.
    func recycle() -> Bool {
        guard size <= RedisPipeline.keptBytes else { return false }
        (count, isSent) = (0, false)
        pairs.removeAll()
        scores.removeAll()
        notes.removeAll()
        return true
    }
}

import GedisKit
import GedisRESP

/// A value that was put, as Redis holds it, or a key that was deleted.
struct RedisChange: Hashable {
    var key: [UInt8]
    /// Nil when it was deleted.
    var value: [UInt8]?

    var change: Change { Change(String(decoding: key, as: UTF8.self), value.map(RedisValue.scalar)) }
}

// MARK: - Messages

extension RedisChange {
    /// Changes of one put or delete as they are published: a RESP3 map of keys with their values, or null.
    static func message(_ changes: [RedisChange]) -> [UInt8] {
        var writer = ReplyWriter(version: .resp3)
        writer.map(count: changes.count)
        for change in changes {
            writer.bulk(change.key)
            if let value = change.value { writer.bulk(value) } else { writer.null() }
        }
        return writer.withBytes { Array($0) }
    }

    /// Reads a message; nil for one of another program.
    static func changes(_ message: [UInt8]) -> [RedisChange]? {
        guard case .map(let entries)? = Value(reply: message) else { return nil }
        var changes: [RedisChange] = []
        for entry in entries {
            switch (entry.key, entry.value) {
            case (.bulk(let key), .bulk(let value)): changes.append(RedisChange(key: key, value: value))
            case (.bulk(let key), .null): changes.append(RedisChange(key: key, value: nil))
            default: return nil
            }
        }
        return changes
    }
}

extension Value {
    /// Reads bytes that are one reply; nil where they are none.
    init?(reply bytes: [UInt8]) {
        var parser = ReplyParser()
        bytes.withUnsafeBytes { parser.append($0) }
        guard let value = try? parser.next() else { return nil }
        self = value
    }
}

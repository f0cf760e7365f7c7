import GedisKit

/// A namespace in Redis, and the requests that read and write it.
///
/// The namespace `user` is the hash `{gedis:user}`; the sorted set `{gedis:user}:keys` has its keys in the order of
/// their bytes, and the channel `{gedis:user}` its changes. What stands in the braces decides the slot, so both keys lie
/// in one and a transaction can write them; it is never empty, because empty braces would not count.
struct RedisNode {
    /// The name of the hash, and of the channel.
    let name: [UInt8]
    private let index: [UInt8]

    /// How many values one command of a transaction takes: Redis reads at most 2²⁰ arguments.
    private static let mostValues = 100_000

    init(_ namespace: String) {
        name = Self.bytes(Self.start + namespace + Self.end)
        index = name + Self.bytes(":keys")
    }

    // MARK: Requests

    func get(_ key: String) -> RedisRequest { read("HGET", name, Self.bytes(key)) }

    func getAll() -> RedisRequest { read("HGETALL", name) }

    func keys(after: String?, limit: Int) -> RedisRequest {
        let start = Self.bytes(after.map { "(" + $0 } ?? "-")
        return read(
            "ZRANGEBYLEX", index, start, Self.bytes("+"), Self.bytes("LIMIT"), Self.bytes("0"),
            Self.bytes("\(max(limit, 0))"))
    }

    func put(_ values: [RedisChange]) -> RedisRequest {
        let commands = stride(from: 0, to: values.count, by: Self.mostValues).flatMap { start in
            let part = values[start..<min(start + Self.mostValues, values.count)]
            return [
                [Self.bytes("HSET"), name] + part.flatMap { [$0.key, $0.value ?? []] },
                [Self.bytes("ZADD"), index] + part.flatMap { [Self.bytes("0"), $0.key] },
            ]
        }
        return write(commands, telling: values)
    }

    func delete(_ key: String) -> RedisRequest {
        let key = Self.bytes(key)
        return write(
            [[Self.bytes("HDEL"), name, key], [Self.bytes("ZREM"), index, key]],
            telling: [RedisChange(key: key, value: nil)])
    }

    private func read(_ command: String, _ arguments: [UInt8]...) -> RedisRequest {
        RedisRequest(slot: HashSlot(of: name), commands: [[Self.bytes(command)] + arguments], isWrite: false)
    }

    private func write(_ commands: [[[UInt8]]], telling changes: [RedisChange]) -> RedisRequest {
        let telling = [Self.bytes("PUBLISH"), name, RedisChange.message(changes)]
        return RedisRequest(
            slot: HashSlot(of: name), commands: [[Self.bytes("MULTI")]] + commands + [telling, [Self.bytes("EXEC")]],
            isWrite: true)
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

// MARK: - Names

extension RedisNode {
    private static let start = "{gedis:"
    private static let end = "}"

    /// The namespace whose changes a channel has; nil for a channel of another program.
    static func namespace(ofChannel channel: String) -> String? {
        let (channel, start, end) = (channel.utf8, start.utf8, end.utf8)
        guard channel.starts(with: start), channel.count >= start.count + end.count else { return nil }
        return String(channel.dropFirst(start.count).dropLast(end.count))
    }
}

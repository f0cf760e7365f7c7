import GedisKit

/// A namespace in Redis, and the requests that read and write it.
///
/// The namespace `user` is the hash `{gedis:user}`; the sorted set `{gedis:user}:keys` has its keys in the order of
/// their bytes, and the channel `{gedis:user}` its changes. What stands in the braces decides the slot, so both keys lie
/// in one and a transaction or a script can write them; it is never empty, because empty braces would not count.
///
/// What gedis notes of a key stands under the name FF followed by the key, which no key has: in the hash its type
/// (`RedisField`), with an `e` behind it where the key expires, and in the sorted set, as the score, when it expires, in
/// milliseconds since 1970 by Redis' clock. All keys have the score 0, so that these come after them.
///
/// Where the store is a graph of GUN too, the hash `{gedis:user}:states` has each key's state, and the sorted set
/// `{gedis:user}:nulls` the keys that are null to peers.
struct RedisNode {
    /// The name of the hash, and of the channel.
    let name: [UInt8]
    /// The name of the sorted set.
    let index: [UInt8]
    private let holdsGraph: Bool

    /// How many values one command takes: Redis reads at most 2²⁰ arguments.
    static let mostValues = 100_000

    init(_ namespace: String, holdsGraph: Bool = false) {
        name = Self.bytes(Self.start + namespace + Self.end)
        index = name + Self.bytes(":keys")
        self.holdsGraph = holdsGraph
    }

    /// The name under which something is noted of a key.
    static func note(_ key: [UInt8]) -> [UInt8] { [noteStart] + key }

    /// The key of which something is noted; nil for the name of a key.
    static func key(ofNote name: [UInt8]) -> [UInt8]? { name.first == noteStart ? Array(name.dropFirst()) : nil }

    static let noteStart: UInt8 = 0xFF

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

// MARK: - Requests

extension RedisNode {
    /// Each key's value and note, or nulls.
    func get(_ keys: [String]) -> RedisRequest {
        let fields = keys.flatMap { [Self.bytes($0), Self.note(Self.bytes($0))] }
        return RedisRequest(slot: slot, commands: [[Self.bytes("HMGET"), name] + fields], isWrite: false)
    }

    /// The whole hash.
    func getAll() -> RedisRequest {
        RedisRequest(slot: slot, commands: [[Self.bytes("HGETALL"), name]], isWrite: false)
    }

    /// Two lists: one note of a key that expires, if there is any, and the page of keys.
    func keys(prefix: String = "", after: String?, limit: Int) -> RedisRequest {
        let prefix = Self.bytes(prefix)
        var start = prefix.isEmpty ? Self.bytes("-") : Self.bytes("[") + prefix
        if let after = after.map(Self.bytes), !after.lexicographicallyPrecedes(prefix) {
            start = Self.bytes("(") + after
        }
        return RedisRequest(
            slot: slot,
            commands: [
                [Self.bytes("MULTI")],
                [Self.bytes("ZRANGEBYSCORE"), index] + ["(0", "+inf", "LIMIT", "0", "1"].map(Self.bytes),
                [Self.bytes("ZRANGEBYLEX"), index, start, Self.bytes("(") + prefix + [Self.noteStart]]
                    + ["LIMIT", "0", "\(max(limit, 0))"].map(Self.bytes),
                [Self.bytes("EXEC")],
            ], isWrite: false)
    }

    /// Stores values that do not expire.
    func put(_ values: [(key: [UInt8], value: Scalar)]) -> RedisRequest {
        if holdsGraph { return put(values, for: nil) }
        let commands = stride(from: 0, to: values.count, by: Self.mostValues).flatMap { start in
            let part = values[start..<min(start + Self.mostValues, values.count)]
            let fields = part.map { ($0.key, RedisField($0.value)) }
            var set = [Self.bytes("HSET"), name]
            var unset = [Self.bytes("HDEL"), name]
            for (key, field) in fields {
                set += [key, field.value]
                if field.type.isEmpty { unset.append(Self.note(key)) } else { set += [Self.note(key), field.type] }
            }
            return [
                set, [Self.bytes("ZADD"), index] + part.flatMap { [Self.bytes("0"), $0.key] },
                [Self.bytes("ZREM"), index] + part.map { Self.note($0.key) },
            ] + (unset.count > 2 ? [unset] : [])
        }
        let announcing = [Self.bytes("PUBLISH"), name, message(values)]
        return RedisRequest(
            slot: slot, commands: [[Self.bytes("MULTI")]] + commands + [announcing, [Self.bytes("EXEC")]], isWrite: true
        )
    }

    private func message(_ values: some Collection<(key: [UInt8], value: Scalar)>) -> [UInt8] {
        RedisChange.message(values.map { RedisChange(key: $0.key, value: RedisValue.bytes($0.value)) })
    }

    private var slot: HashSlot { HashSlot(of: name) }
}

// MARK: - Scripts

extension RedisNode {
    /// Stores values that expire, or do not.
    func put(_ values: [(key: [UInt8], value: Scalar)], for lifetime: Lifetime?) -> RedisRequest {
        let parts = stride(from: 0, to: values.count, by: Self.mostValues).map { start in
            let part = values[start..<min(start + Self.mostValues, values.count)]
            let fields = part.flatMap { entry in
                let field = RedisField(entry.value)
                return [entry.key, field.value, field.type]
            }
            return [Self.bytes(lifetime), message(part)] + fields
        }
        return run(.put, parts, isWrite: true)
    }

    /// Deletes keys; the reply is how many had a value.
    func delete(_ keys: [String]) -> RedisRequest { run(.delete, [keys.map(Self.bytes)], isWrite: true) }

    /// Adds to a counter; the reply is its new value as text, 0 for what is no whole number, or -1 for an overflow.
    func increment(_ key: String, by amount: Int, _ lifetime: Lifetime?) -> RedisRequest {
        run(.increment, [[Self.bytes(key), Self.bytes("\(amount)"), Self.bytes(lifetime)]], isWrite: true)
    }

    /// Replaces a field; the reply is 1, or what is there instead: value and type, or nothing.
    func compareAndSet(
        _ key: String, from old: RedisField?, to new: Scalar?, _ lifetime: Lifetime?
    ) -> RedisRequest {
        let key = Self.bytes(key)
        let change = RedisChange(key: key, value: new.map(RedisValue.bytes))
        return run(
            .compareAndSet,
            [
                [key] + Self.bytes(old) + Self.bytes(new.map { RedisField($0) })
                    + [Self.bytes(lifetime), RedisChange.message([change])]
            ], isWrite: true)
    }

    /// Decides when a key expires; the reply is 1 where there is a value.
    func expire(_ key: String, _ lifetime: Lifetime?) -> RedisRequest {
        run(.expire, [[Self.bytes(key), Self.bytes(lifetime)]], isWrite: true)
    }

    /// How many milliseconds a key has to live, or -1.
    func timeToLive(_ key: String) -> RedisRequest { run(.timeToLive, [[Self.bytes(key)]], isWrite: false) }

    /// Removes what has expired; the reply is in how many milliseconds the next key expires, or -1.
    ///
    /// It may be done twice, as a read may.
    func sweep() -> RedisRequest { run(.sweep, [[]], isWrite: false) }

    /// Runs a script once for each list of arguments, in one transaction.
    func run(_ script: RedisScript, _ calls: [[[UInt8]]], isWrite: Bool) -> RedisRequest {
        let graph = holdsGraph ? [name + Self.bytes(":states"), name + Self.bytes(":nulls")] : []
        let keys = [name, index] + graph
        func commands(_ command: String, _ script: [UInt8]) -> [[[UInt8]]] {
            let runs = calls.map { [Self.bytes(command), script, Self.bytes("\(keys.count)")] + keys + $0 }
            return runs.count == 1 ? runs : [[Self.bytes("MULTI")]] + runs + [[Self.bytes("EXEC")]]
        }
        return RedisRequest(
            slot: slot, commands: commands("EVALSHA", script.digest), isWrite: isWrite,
            withSource: commands("EVAL", script.source))
    }

    private static func bytes(_ lifetime: Lifetime?) -> [UInt8] { bytes(lifetime.map { "\($0.milliseconds)" } ?? "") }

    private static func bytes(_ field: RedisField?) -> [[UInt8]] {
        field.map { [bytes("1"), $0.value, $0.type] } ?? [bytes("0"), [], []]
    }
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

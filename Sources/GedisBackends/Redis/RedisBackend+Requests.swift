import GedisKit

extension RedisBackend {
    /// The most bytes of a put; Redis reads no string that is longer.
    private static let biggestPut = 512 << 20

    /// What is noted of a key: the letter of its type, and an `e` where it expires.
    struct Note {
        var type: [UInt8]
        var expires: Bool

        init(_ bytes: [UInt8]) {
            expires = bytes.last == UInt8(ascii: "e")
            type = expires ? bytes.dropLast() : bytes
        }
    }

    /// Sends a request to the server that answers it.
    ///
    /// - Throws: `BackendError`, and `CancellationError` when the task is cancelled.
    func perform(_ request: RedisRequest) async throws -> Value {
        try await RedisCall(request, to: servers).run()
    }

    /// The reply to a request, which is a number.
    ///
    /// - Throws: `BackendError`, and `CancellationError` when the task is cancelled.
    func number(_ request: RedisRequest) async throws -> Int {
        let reply = try await perform(request)
        guard case .integer(let number) = reply else { throw surprise(reply) }
        return number
    }

    /// Reads; and where that shows that keys expire, again after those that have expired were removed.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - request: the read
    ///   - parse: what the reply says, and whether it shows that a key expires
    /// - Returns: what the last reply said.
    /// - Throws: `BackendError`, and `CancellationError` when the task is cancelled.
    func read<R>(
        _ namespace: String, _ request: RedisRequest, _ parse: (Value) throws -> (result: R, expires: Bool)
    ) async throws -> R {
        let first = try parse(try await perform(request))
        guard first.expires else { return first.result }
        _ = try await perform(node(namespace).sweep())
        return try parse(try await perform(request)).result
    }

    /// The fields of keys, in their order; nil for those without a value.
    ///
    /// - Throws: `BackendError`, and `CancellationError` when the task is cancelled.
    func fields(_ namespace: String, _ keys: [String]) async throws -> [RedisField?] {
        try await read(namespace, node(namespace).get(keys)) { reply in
            if case .null = reply { return ([RedisField?](repeating: nil, count: keys.count), false) }
            guard case .array(let parts) = reply, parts.count == 2 * keys.count else { throw self.surprise(reply) }
            var expires = false
            let fields = try keys.indices.map { place -> RedisField? in
                switch (parts[2 * place], parts[2 * place + 1]) {
                case (.null, _): return nil
                case (.bulk(let value), .null): return RedisField(value: value, type: [])
                case (.bulk(let value), .bulk(let note)):
                    let note = Note(note)
                    expires = expires || note.expires
                    return RedisField(value: value, type: note.type)
                default: throw self.surprise(reply)
                }
            }
            return (fields, expires)
        }
    }

    /// Values as they are put.
    ///
    /// - Throws: `BackendError` for more than Redis takes.
    func entries(_ values: [String: Scalar]) throws(BackendError) -> [(key: [UInt8], value: Scalar)] {
        let size = values.reduce(0) { $0 + $1.key.utf8.count + RedisValue.bytes($1.value).count }
        // With room for what the message of the changes has besides them.
        guard size + 64 * values.count < Self.biggestPut else {
            throw configuration.error("Redis takes no put of \(size) bytes", .refused)
        }
        return values.map { (Array($0.key.utf8), $0.value) }
    }

    /// Removes what has expired by then, and goes on with what expires later.
    func sweep(_ namespace: String, in time: Duration) {
        timer.schedule(namespace, in: time) { [weak self] in
            guard let self else { return nil }
            do {
                let next = try await self.number(self.node(namespace).sweep())
                return next < 0 ? nil : .milliseconds(next)
            } catch {
                return self.servers.end == nil ? .seconds(1) : nil
            }
        }
    }

    /// The error of a write that the store refused.
    func refused(_ what: String) -> BackendError { configuration.error(what, .refused) }

    /// The error of a reply that Redis does not give.
    func surprise(_ reply: Value) -> BackendError {
        configuration.error("an answer of another form than Redis gives: \("\(reply)".prefix(64))", .failed)
    }
}

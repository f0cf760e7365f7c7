import GedisKit

/// Commands that go to one server in one go, and are answered in one.
struct RedisRequest: Sendable {
    /// Where what they read or write lies.
    var slot: HashSlot
    /// A command that reads, a script by its digest, or a transaction from `MULTI` to `EXEC`.
    var commands: [[[UInt8]]]
    /// Whether it must not be sent again when it may have been done.
    var isWrite: Bool
    /// The same with the script's source, for a server that has not seen it.
    var withSource: [[[UInt8]]]?
}

extension RedisRequest {
    /// What the replies say: the reply to a read or a script, and to a transaction that of its `EXEC`.
    ///
    /// - Throws: `CommandError` for the first error among them. A transaction with an error before its end, or for
    ///   its end, was not done.
    static func result(_ replies: [Value]) throws(CommandError) -> Value {
        for reply in replies {
            if case .error(let error) = reply { throw error }
        }
        guard let last = replies.last else { return .null }
        if case .array(let results) = last {
            for case .error(let error) in results { throw error }
        }
        return last
    }
}

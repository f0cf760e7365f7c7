import GedisKit

/// The reply to a name that no command has.
enum UnknownCommand {
    /// Whether the request is the beginning of an HTTP request. A browser that was talked into sending one here must not
    /// have its body taken for commands, so the connection is closed, as in Redis.
    static func isHTTP(_ arguments: borrowing Arguments) -> Bool {
        let name = arguments.withName { $0.count <= 5 ? String(decoding: $0, as: UTF8.self).lowercased() : "" }
        return name == "post" || name == "host:"
    }

    /// The error as Redis words it, with the beginning of the arguments; and what to do instead, where it is one of Redis'
    /// commands that many will miss.
    static func error(_ arguments: borrowing Arguments) -> CommandError {
        let name = arguments.withName { String(decoding: $0.prefix(128), as: UTF8.self) }
        var shown = ""
        for index in 0..<arguments.count where shown.utf8.count < 128 {
            shown += "'\(arguments.withBytes(at: index) { String(decoding: $0.prefix(128), as: UTF8.self) })' "
        }
        var text = "unknown command '\(name)', with args beginning with: \(shown)"
        if let advice = advice[name.lowercased()] { text += "(\(advice))" }
        return CommandError(text)
    }

    private static let advice: [String: String] = {
        let transactions =
            "there are no transactions: send a pipeline without, as redis-py's pipeline(transaction=False)"
        let scripts = "there are no scripts: write a namespace instead"
        let replicas = "there is no cluster of servers: let several have one backend instead"
        var advice = ["shutdown": "a server is stopped by whoever runs it: gedis server stop"]
        for name in ["multi", "exec", "discard", "watch"] { advice[name] = transactions }
        for name in ["eval", "evalsha", "fcall", "function", "script"] { advice[name] = scripts }
        for name in ["cluster", "sentinel", "replicaof", "slaveof"] { advice[name] = replicas }
        return advice
    }()
}

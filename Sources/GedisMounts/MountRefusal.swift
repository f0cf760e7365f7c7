/// The commands that are not sent on, because a connection to the mounted server is many clients'.
enum MountRefusal: CaseIterable {
    /// Messages follow that are no replies.
    case messages
    /// It concerns the connection.
    case connection
    /// It begins or ends a transaction of the connection.
    case transaction
    /// It waits until somebody else does something.
    case blocking

    /// Why a command is refused; nil where it is not.
    ///
    /// - Parameters:
    ///   - name: its name at the mounted server, in lower case
    ///   - flags: what that server says of it
    init?(_ name: String, flags: Set<String> = []) {
        let known = Self.allCases.first { $0.names.contains(name) }
        // These block only where they are asked to, which a call shows.
        guard let refusal = known ?? (flags.contains("blocking") && !Self.mayBlock(name) ? .blocking : nil) else {
            return nil
        }
        self = refusal
    }

    /// Whether a command blocks where an argument before `STREAMS` says `BLOCK`.
    static func mayBlock(_ name: String) -> Bool { name == "xread" || name == "xreadgroup" }

    private var names: Set<String> {
        switch self {
        case .messages:
            ["subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe", "monitor"]
        case .connection:
            [
                "auth", "hello", "select", "client", "reset", "quit", "asking", "readonly", "readwrite", "sync",
                "psync", "replconf",
            ]
        case .transaction: ["multi", "exec", "discard", "watch", "unwatch"]
        case .blocking:
            [
                "blpop", "brpop", "brpoplpush", "blmove", "blmpop", "bzpopmin", "bzpopmax", "bzmpop", "wait",
                "waitaof",
            ]
        }
    }

    /// What is replied, behind the command's name.
    var reason: String {
        switch self {
        case .messages:
            "is followed by messages that are no replies, which do not come through a mount: connect to the mounted "
                + "server itself"
        case .connection:
            "concerns a connection, and those to the mounted server are shared by all clients"
        case .transaction:
            "concerns a connection, and those to the mounted server are shared by all clients: a script or a function "
                + "there does several things at once"
        case .blocking:
            "waits, and the calls of others would wait behind it: ask without waiting, or connect to the mounted "
                + "server itself"
        }
    }
}

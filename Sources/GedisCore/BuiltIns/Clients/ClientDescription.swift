import GedisKit

/// A connection as `CLIENT LIST` describes it.
struct ClientDescription: Sendable {
    let id: Int
    let address: String
    let user: String
    let isSubscriber: Bool
    let seconds: Int
    /// The line, in the fields of Redis that say something here.
    let line: String

    /// Describes a connection, on its thread.
    ///
    /// - Parameters:
    ///   - connection: the connection
    ///   - running: the command that runs on it; nil for the one that ran last
    init(_ connection: Connection, running: String?) {
        let session = connection.session
        id = session.id
        address = session.address
        user = session.account?.name ?? ""
        isSubscriber = !session.subscriptions.isEmpty
        let now = Stopwatch.now()
        seconds = (now - session.connected) / 1_000_000_000
        let channels = session.subscriptions.count { $0.kind == .channel }
        let command = running ?? (connection.lastCommand.isEmpty ? "NULL" : connection.lastCommand)
        let unsent = connection.unsentBytes
        let flags =
            (session.isMonitor ? "O" : "") + (isSubscriber ? "P" : "") + (session.transaction == nil ? "" : "x")
        // The fields and their order are those of Redis 7.0, by which libraries take the line apart.
        let fields: [(String, String)] = [
            ("id", "\(id)"), ("addr", address), ("laddr", session.localAddress), ("fd", "\(session.descriptor)"),
            ("name", session.name), ("age", "\(seconds)"),
            ("idle", "\((now - connection.lastActive) / 1_000_000_000)"), ("flags", flags.isEmpty ? "N" : flags),
            ("db", "0"), ("sub", "\(channels)"), ("psub", "\(session.subscriptions.count - channels)"), ("ssub", "0"),
            ("multi", "\(session.transaction?.requests.count ?? -1)"), ("qbuf", "\(connection.backlog)"),
            ("qbuf-free", "0"), ("argv-mem", "0"), ("multi-mem", "0"), ("rbs", "0"), ("rbp", "0"),
            ("obl", "\(unsent)"), ("oll", "0"), ("omem", "0"), ("tot-mem", "\(connection.backlog + unsent)"),
            ("events", unsent > 0 ? "rw" : "r"), ("cmd", command), ("user", user), ("redir", "-1"),
            ("resp", "\(session.version.rawValue)"), ("lib-name", session.libraryName),
            ("lib-ver", session.libraryVersion),
        ]
        line = fields.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
    }
}

/// Which connections `CLIENT LIST` and `CLIENT KILL` mean.
struct ClientFilter: Sendable {
    private var ids: Set<Int>?
    private var address: String?
    private var user: String?
    private var isSubscriber: Bool?
    private var isReplica = false
    private var leastSeconds: Int?
    private var spared: Int?
    /// Whether it was given in the old form of `CLIENT KILL`, an address alone.
    private(set) var isByAddress = false

    /// Reads `[TYPE type] [ID id …]`.
    init(listing arguments: borrowing Arguments) throws(CommandError) {
        var index = 1
        while index < arguments.count {
            if arguments.matches("TYPE", at: index), index + 1 < arguments.count {
                try setType(arguments.text(at: index + 1))
                index += 2
            } else if arguments.matches("ID", at: index), index + 1 < arguments.count {
                var ids: Set<Int> = []
                for place in index + 1..<arguments.count { ids.insert(try Self.id(arguments, at: place)) }
                self.ids = ids
                index = arguments.count
            } else {
                throw .syntax
            }
        }
    }

    /// Reads an address alone, or `[ID id] [TYPE type] [USER name] [ADDR address] [MAXAGE seconds] [SKIPME yes|no]`.
    init(killing arguments: borrowing Arguments, by own: Int) throws(CommandError) {
        guard arguments.count != 2 else {
            address = arguments.text(at: 1)
            isByAddress = true
            return
        }
        spared = own
        var index = 1
        while index < arguments.count {
            guard index + 1 < arguments.count else { throw .syntax }
            let value = arguments.text(at: index + 1)
            if arguments.matches("ID", at: index) {
                ids = (ids ?? []).union([try Self.id(arguments, at: index + 1)])
            } else if arguments.matches("TYPE", at: index) {
                try setType(value)
            } else if arguments.matches("USER", at: index) {
                user = value
            } else if arguments.matches("ADDR", at: index) {
                address = value
            } else if arguments.matches("MAXAGE", at: index), let seconds = arguments.integer(at: index + 1) {
                leastSeconds = seconds
            } else if arguments.matches("SKIPME", at: index), ["yes", "no"].contains(value.lowercased()) {
                spared = value.lowercased() == "yes" ? own : nil
            } else {
                throw .syntax
            }
            index += 2
        }
    }

    /// Whether a connection is meant.
    func fits(_ client: ClientDescription) -> Bool {
        if isReplica || client.id == spared { return false }
        if let ids, !ids.contains(client.id) { return false }
        if let address, address != client.address { return false }
        if let user, user != client.user { return false }
        if let isSubscriber, isSubscriber != client.isSubscriber { return false }
        return leastSeconds.map { client.seconds >= $0 } ?? true
    }

    private mutating func setType(_ type: String) throws(CommandError) {
        switch type.lowercased() {
        case "normal": isSubscriber = false
        case "pubsub": isSubscriber = true
        case "master", "replica", "slave": isReplica = true
        default: throw CommandError("Unknown client type '\(type.prefix(128))'")
        }
    }

    private static func id(_ arguments: borrowing Arguments, at index: Int) throws(CommandError) -> Int {
        guard let id = arguments.integer(at: index), id > 0 else {
            throw CommandError("client-id should be greater than 0")
        }
        return id
    }
}

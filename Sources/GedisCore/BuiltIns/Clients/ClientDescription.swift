import GedisKit

/// A connection as `CLIENT LIST` describes it.
struct ClientDescription: Sendable {
    let id: Int
    let address: String
    let localAddress: String
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
        localAddress = session.localAddress
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
            ("id", "\(id)"), ("addr", address), ("laddr", localAddress), ("fd", "\(session.descriptor)"),
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

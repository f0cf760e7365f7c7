import GedisKit
import Glibc

// What a client asks about the server.

/// The versions that the server says it has.
enum ServerVersion {
    /// The version of Redis whose protocol and replies are spoken: clients turn features on by it.
    static let redis = "7.2.0"
    /// The version of gedis.
    static let gedis = "0.1.0"
}

extension CommandEntry {
    static let serverCommands = [
        CommandEntry(
            "info", group: "server", "Tells figures of the server.",
            parameters: [Parameter(name: "section", type: "String", presence: .variadic)]
        ) { arguments, reply, connection in
            var wanted: Set<String> = []
            for index in 0..<arguments.count { wanted.insert(arguments.text(at: index).lowercased()) }
            reply.verbatim(Information(connection).text(of: wanted), format: "txt")
        },
        CommandEntry(
            "config", group: "server", "Tells settings that clients ask for.",
            parameters: [
                Parameter(name: "subcommand", type: "String"),
                Parameter(name: "names", type: "String", presence: .variadic),
            ]
        ) { arguments, reply, _ in
            guard arguments.matches("GET", at: 0) else {
                throw CommandError.unknownSubcommand(arguments.text(at: 0), of: "CONFIG")
            }
            guard arguments.count > 1 else { throw CommandError.wrongArgumentCount("config|get") }
            var known: [(String, String)] = []
            for index in 1..<arguments.count {
                let name = arguments.text(at: index).lowercased()
                if let value = settings[name] { known.append((name, value)) }
            }
            reply.map(count: known.count)
            for (name, value) in known {
                reply.string(name)
                reply.string(value)
            }
        },
        CommandEntry(
            "client", group: "connection", "Tells and sets what is known of the connection.",
            parameters: [
                Parameter(name: "subcommand", type: "String"),
                Parameter(name: "arguments", type: "String", presence: .variadic),
            ], body: client),
        browserTrap("post"),
        browserTrap("host:"),
    ]

    /// What Redis' tools ask for before they start. Nothing is saved here, so nothing is configured to be.
    private static let settings = ["save": "", "appendonly": "no", "databases": "1", "timeout": "0"]

    /// The beginnings of an HTTP request: a browser that was talked into sending one here must not have its body taken
    /// for commands.
    private static func browserTrap(_ word: String) -> CommandEntry {
        CommandEntry(
            word, group: "connection", "Closes the connection: this is no HTTP server.",
            parameters: [Parameter(name: "anything", type: "String", presence: .variadic)], isOpenToAll: true
        ) { _, reply, connection in
            reply.error(CommandError("this is no HTTP server: the connection is closed"))
            connection.closeAfterReply()
        }
    }

    @Sendable
    private static func client(
        _ arguments: borrowing Arguments, _ reply: inout ReplyWriter, _ connection: Connection
    ) throws(CommandError) {
        if arguments.matches("ID", at: 0), arguments.count == 1 {
            reply.integer(connection.session.id)
        } else if arguments.matches("GETNAME", at: 0), arguments.count == 1 {
            connection.session.name.isEmpty ? reply.null() : reply.string(connection.session.name)
        } else if arguments.matches("SETNAME", at: 0), arguments.count == 2 {
            connection.session.name = try connection.checkedName(arguments.text(at: 1))
            reply.ok()
        } else if arguments.matches("SETINFO", at: 0), arguments.count == 3 {
            let value = try connection.checkedName(arguments.text(at: 2))
            if arguments.matches("LIB-NAME", at: 1) {
                connection.session.libraryName = value
            } else if arguments.matches("LIB-VER", at: 1) {
                connection.session.libraryVersion = value
            } else {
                throw CommandError("Unrecognized option '\(arguments.text(at: 1).prefix(128))'")
            }
            reply.ok()
        } else if arguments.matches("INFO", at: 0), arguments.count == 1 {
            let session = connection.session
            reply.string(
                "id=\(session.id) addr=\(session.address) name=\(session.name) resp=\(session.version.rawValue) "
                    + "lib-name=\(session.libraryName) lib-ver=\(session.libraryVersion)\n")
        } else {
            throw .unknownSubcommand(arguments.text(at: 0), of: "CLIENT")
        }
    }
}

/// The text of `INFO`.
private struct Information {
    private let sections: [(name: String, lines: [(String, String)])]

    init(_ connection: Connection) {
        let server = connection.worker.server
        let uptime = ContinuousClock.now - server.started
        let commands = server.counters.reduce(0) { $0 + $1.commands }
        let accepted = server.counters.reduce(0) { $0 + $1.accepted }
        let errors = server.counters.reduce(0) { $0 + $1.errors }
        sections = [
            (
                "Server",
                [
                    ("redis_version", ServerVersion.redis), ("gedis_version", ServerVersion.gedis),
                    ("server_name", server.name), ("redis_mode", "standalone"), ("os", "Linux"), ("arch_bits", "64"),
                    ("process_id", "\(getpid())"),
                    ("tcp_port", "\(server.ports.first ?? 0)"),
                    ("uptime_in_seconds", "\(uptime.components.seconds)"),
                    ("uptime_in_days", "\(uptime.components.seconds / 86400)"),
                ]
            ),
            ("Clients", [("connected_clients", "\(server.openConnections)")]),
            ("Persistence", [("loading", "0")]),
            (
                "Stats",
                [
                    ("total_connections_received", "\(accepted)"), ("total_commands_processed", "\(commands)"),
                    ("total_error_replies", "\(errors)"),
                ]
            ),
            ("Replication", [("role", "master"), ("connected_slaves", "0")]),
        ]
    }

    /// The sections that are asked for; all of them where none is.
    func text(of wanted: Set<String>) -> String {
        let isAll = wanted.isEmpty || !wanted.isDisjoint(with: ["all", "default", "everything"])
        return sections.filter { isAll || wanted.contains($0.name.lowercased()) }
            .map { section in
                "# \(section.name)\r\n" + section.lines.map { "\($0.0):\($0.1)\r\n" }.joined()
            }
            .joined(separator: "\r\n")
    }
}

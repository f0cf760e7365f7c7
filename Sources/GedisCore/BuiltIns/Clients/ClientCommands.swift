import GedisKit

// `CLIENT`: what a client says of itself, and what an operator asks and does about all of them.

extension BuiltIn {
    static let client = BuiltIn(
        "client", "connection", "Shows and sets what is known of connections.",
        subcommands: ownConnection + allConnections)

    private static let ownConnection = [
        BuiltIn("id", "connection", "Returns the connection's number.", access: .users) { _, reply, connection in
            reply.integer(connection.session.id)
        },
        BuiltIn("info", "connection", "Describes the connection.", access: .users) { _, reply, connection in
            reply.verbatim(ClientDescription(connection, running: "client|info").line + "\n", format: "txt")
        },
        BuiltIn("getname", "connection", "Returns the connection's name.", access: .users) { _, reply, connection in
            connection.session.name.isEmpty ? reply.null() : reply.string(connection.session.name)
        },
        BuiltIn("setname", "connection", "Names the connection.", [Parameter("connection-name")], access: .users) {
            arguments, reply, connection in
            connection.session.name = try Session.checkedName(arguments.text(at: 1))
            reply.ok()
        },
        BuiltIn(
            "setinfo", "connection", "Says which library the client is: LIB-NAME or LIB-VER.",
            [Parameter("attribute"), Parameter("value")], access: .users
        ) { arguments, reply, connection in
            let value = try Session.checkedName(arguments.text(at: 2))
            if arguments.matches("LIB-NAME", at: 1) {
                connection.session.libraryName = value
            } else if arguments.matches("LIB-VER", at: 1) {
                connection.session.libraryVersion = value
            } else {
                throw CommandError("Unrecognized option '\(arguments.text(at: 1).prefix(128))'")
            }
            reply.ok()
        },
        BuiltIn(
            "reply", "connection", "Sends replies, or none, or not that of the next request: ON, OFF or SKIP.",
            [Parameter("mode")], access: .users
        ) { arguments, reply, connection in
            if arguments.matches("ON", at: 1) {
                connection.session.replies = .on
                reply.ok()
            } else if arguments.matches("OFF", at: 1) {
                connection.session.replies = .off
            } else if arguments.matches("SKIP", at: 1) {
                // Where there are none, one less changes nothing.
                if connection.session.replies != .off { connection.session.replies = .skippingNext }
            } else {
                throw CommandError.syntax
            }
        },
        toggle("no-evict", "Accepts ON and OFF: connections are never closed to save memory."),
        toggle("no-touch", "Accepts ON and OFF: there are no keys whose use could be noted."),
        BuiltIn("getredir", "connection", "Returns -1: there is no tracking.", access: .users) { _, reply, _ in
            reply.integer(-1)
        },
    ]

    private static func toggle(_ name: String, _ summary: String) -> BuiltIn {
        BuiltIn(name, "connection", summary, [Parameter("mode")], access: .users) { arguments, reply, _ in
            guard arguments.matches("ON", at: 1) || arguments.matches("OFF", at: 1) else { throw CommandError.syntax }
            reply.ok()
        }
    }

    private static let allConnections = [
        BuiltIn(
            "list", "connection", "Lists the connections, or those of a TYPE or with an ID.",
            [Parameter("filters", .variadic)]
        ) { arguments, connection in
            let filter = try ClientFilter(listing: arguments)
            let server = connection.worker.server
            return { reply in
                let found = await server.clients(matching: filter)
                reply.verbatim(found.map { $0.line + "\n" }.joined(), format: "txt")
            }
        },
        BuiltIn(
            "kill", "connection",
            "Closes connections: one by its address, or all that fit ID, ADDR, LADDR, USER, TYPE and MAXAGE.",
            [Parameter("filters", .variadic)]
        ) { arguments, connection in
            guard arguments.count > 1 else { throw CommandError.wrongArgumentCount("client|kill") }
            let server = connection.worker.server
            let filter = try ClientFilter(killing: arguments, by: connection.session.id, among: server.accounts)
            let own = connection.session.id
            return { reply in
                let killed = await server.closeClients(matching: filter, askedBy: own)
                guard filter.isByAddress else { return reply.integer(killed) }
                killed == 0 ? reply.error(CommandError("No such client")) : reply.ok()
            }
        },
        BuiltIn(
            "pause", "connection", "Lets the namespaces' commands wait, for so many milliseconds.",
            [Parameter("timeout", type: "Int"), Parameter("mode", .optional)]
        ) { arguments, connection in
            guard let timeout = arguments.integer(at: 1), timeout >= 0 else {
                throw CommandError("timeout is not an integer or out of range")
            }
            guard arguments.count < 3 || arguments.matches("ALL", at: 2) || arguments.matches("WRITE", at: 2) else {
                throw CommandError("CLIENT PAUSE mode must be WRITE or ALL")
            }
            let server = connection.worker.server
            return { reply in
                await server.pause(forMilliseconds: timeout)
                reply.ok()
            }
        },
        BuiltIn("unpause", "connection", "Lets the namespaces' commands go on.") { _, connection in
            let server = connection.worker.server
            return { reply in
                await server.unpause()
                reply.ok()
            }
        },
    ]
}

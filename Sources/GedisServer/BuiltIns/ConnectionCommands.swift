import GedisKit

// What a client says about its own connection. Replies and errors are Redis' own, because clients match on them.

extension CommandEntry {
    static let connectionCommands = [
        CommandEntry(
            "ping", group: "connection", "Returns PONG, or the message.",
            parameters: [Parameter(name: "message", type: "String", presence: .optional)]
        ) { arguments, reply, _ in
            arguments.count == 0 ? reply.constant("+PONG\r\n") : arguments.withBytes(at: 0) { reply.bulk($0) }
        },
        CommandEntry(
            "echo", group: "connection", "Returns the message.",
            parameters: [Parameter(name: "message", type: "String")]
        ) { arguments, reply, _ in
            arguments.withBytes(at: 0) { reply.bulk($0) }
        },
        CommandEntry(
            "auth", group: "connection", "Says the password.",
            parameters: [
                Parameter(name: "username", type: "String", presence: .optional),
                Parameter(name: "password", type: "String"),
            ], isOpenToAll: true, body: authenticate),
        CommandEntry(
            "hello", group: "connection", "Chooses the protocol's version and says who the client is.",
            parameters: [
                Parameter(name: "protover", type: "Int", presence: .optional),
                Parameter(name: "options", type: "String", presence: .variadic),
            ], isOpenToAll: true, body: hello),
        CommandEntry("quit", group: "connection", "Closes the connection.", isOpenToAll: true) { _, reply, connection in
            reply.ok()
            connection.closeAfterReply()
        },
        CommandEntry("reset", group: "connection", "Forgets what the client said of itself.", isOpenToAll: true) {
            _, reply, connection in
            connection.session = connection.session.reset(isAuthenticated: !connection.needsPassword)
            reply.version = .resp2
            reply.simple("RESET")
        },
        CommandEntry(
            "select", group: "connection", "Accepts database 0, the only one.",
            parameters: [Parameter(name: "index", type: "Int")]
        ) { arguments, reply, _ in
            guard let index = arguments.withBytes(at: 0, { Int(argument: $0.bytes) }) else {
                throw CommandError("value is not an integer or out of range")
            }
            guard index == 0 else { throw CommandError("DB index is out of range") }
            reply.ok()
        },
    ]

    @Sendable
    private static func authenticate(
        _ arguments: borrowing Arguments, _ reply: inout ReplyWriter, _ connection: Connection
    ) throws(CommandError) {
        guard arguments.count <= 2 else { throw .syntax }
        guard connection.needsPassword else {
            guard arguments.count == 2, arguments.text(at: 0) == "default" else {
                throw CommandError(
                    "AUTH <password> called without any password configured for the default user. "
                        + "Are you sure your configuration is correct?")
            }
            return reply.ok()
        }
        try connection.authenticate(
            arguments, user: arguments.count == 2 ? 0 : nil, password: arguments.count - 1)
        reply.ok()
    }

    @Sendable
    private static func hello(
        _ arguments: borrowing Arguments, _ reply: inout ReplyWriter, _ connection: Connection
    ) throws(CommandError) {
        var version = connection.session.version
        if arguments.count > 0 {
            guard let number = arguments.withBytes(at: 0, { Int(argument: $0.bytes) }) else {
                throw CommandError("Protocol version is not an integer or out of range")
            }
            guard let known = ReplyWriter.Version(rawValue: number) else {
                throw CommandError("unsupported protocol version", code: "NOPROTO")
            }
            version = known
        }
        var name: String?
        var index = 1
        while index < arguments.count {
            if arguments.matches("AUTH", at: index), index + 2 < arguments.count {
                if connection.needsPassword || arguments.text(at: index + 1) != "default" {
                    try connection.authenticate(arguments, user: index + 1, password: index + 2)
                }
                index += 3
            } else if arguments.matches("SETNAME", at: index), index + 1 < arguments.count {
                name = try connection.checkedName(arguments.text(at: index + 1))
                index += 2
            } else {
                throw CommandError("Syntax error in HELLO option '\(arguments.text(at: index).prefix(128))'")
            }
        }
        guard connection.session.isAuthenticated else {
            throw CommandError(
                "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> "
                    + "<pass> option can be used to authenticate the client and select the RESP protocol version at "
                    + "the same time", code: "NOAUTH")
        }
        if let name { connection.session.name = name }
        connection.session.version = version
        reply.version = version
        reply.map(count: 7)
        reply.string("server")
        reply.string("gedis")
        reply.string("version")
        reply.string(ServerVersion.redis)
        reply.string("proto")
        reply.integer(version.rawValue)
        reply.string("id")
        reply.integer(connection.session.id)
        reply.string("mode")
        reply.string("standalone")
        reply.string("role")
        reply.string("master")
        reply.string("modules")
        reply.array(count: 0)
    }
}

extension Connection {
    /// Whether clients have to say a password here.
    var needsPassword: Bool { audience == .clients && worker.server.password != nil }

    /// Lets the client in when the password is right.
    func authenticate(
        _ arguments: borrowing Arguments, user: Int?, password: Int
    ) throws(CommandError) {
        let isKnown = user.map { arguments.text(at: $0) == "default" } ?? true
        let isRight = arguments.withBytes(at: password) { worker.server.isPassword($0) }
        guard isKnown, isRight else { throw .wrongPassword }
        session.isAuthenticated = true
    }

    /// A client's name, which is printed in lists and so has no spaces.
    func checkedName(_ name: String) throws(CommandError) -> String {
        guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CommandError("Client names cannot contain spaces, newlines or special characters.")
        }
        return name
    }
}

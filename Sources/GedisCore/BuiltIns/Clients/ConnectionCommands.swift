import GedisKit

// The commands that every client may send on its connection. Replies and errors are Redis' own, because clients match on
// them.

extension BuiltIn {
    static let connection = [
        BuiltIn(
            "ping", "connection", "Returns PONG, or the message.", [Parameter("message", .optional)], access: .users
        ) { arguments, reply, connection in
            guard connection.session.subscriptions.isEmpty || connection.session.version == .resp3 else {
                reply.array(count: 2)
                reply.string("pong")
                return arguments.count == 0 ? reply.string("") : arguments.withBytes(at: 0) { reply.bulk($0) }
            }
            arguments.count == 0 ? reply.constant("+PONG\r\n") : arguments.withBytes(at: 0) { reply.bulk($0) }
        },
        BuiltIn("echo", "connection", "Returns the message.", [Parameter("message")], access: .users) {
            arguments, reply, _ in
            arguments.withBytes(at: 0) { reply.bulk($0) }
        },
        BuiltIn("quit", "connection", "Closes the connection.", access: .anyone) { _, reply, connection in
            reply.ok()
            connection.closeAfterReply()
        },
        BuiltIn("reset", "connection", "Forgets what the client said of itself.", access: .anyone) {
            _, reply, connection in
            connection.unsubscribe()
            connection.session.reset(to: connection.initialAccount)
            reply.version = .resp2
            reply.simple("RESET")
        },
        BuiltIn(
            "select", "connection", "Accepts database 0, the only one.", [Parameter("index", type: "Int")],
            access: .users
        ) { arguments, reply, _ in
            guard let index = arguments.integer(at: 0) else {
                throw CommandError("value is not an integer or out of range")
            }
            guard index == 0 else { throw CommandError("DB index is out of range") }
            reply.ok()
        },
    ]
}

extension Arguments {
    /// The argument at `index` as a whole number, where it is one.
    func integer(at index: Int) -> Int? { withBytes(at: index) { Int(argument: $0.bytes) } }
}

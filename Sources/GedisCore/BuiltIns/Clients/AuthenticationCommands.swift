import GedisKit
import Logging

// How a client says who it is.

extension BuiltIn {
    static let authentication = [
        BuiltIn(
            "auth", "connection", "Says the password, or a name and its password.",
            [Parameter("username", .optional), Parameter("password")], access: .anyone, authenticate),
        BuiltIn(
            "hello", "connection", "Chooses the protocol's version and says who the client is.",
            [Parameter("protover", .optional, type: "Int"), Parameter("options", .variadic)], access: .anyone, hello),
    ]

    @Sendable
    private static func authenticate(
        _ arguments: borrowing Arguments, _ reply: inout ReplyWriter, _ connection: Connection
    ) throws(CommandError) {
        guard arguments.count <= 2 else { throw .syntax }
        if arguments.count == 1, connection.needsNoPassword {
            throw CommandError(
                "AUTH <password> called without any password configured for the default user. "
                    + "Are you sure your configuration is correct?")
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
            guard let number = arguments.integer(at: 0) else {
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
                try connection.authenticate(arguments, user: index + 1, password: index + 2)
                index += 3
            } else if arguments.matches("SETNAME", at: index), index + 1 < arguments.count {
                name = try Session.checkedName(arguments.text(at: index + 1))
                index += 2
            } else {
                throw CommandError("Syntax error in HELLO option '\(arguments.text(at: index).prefix(128))'")
            }
        }
        guard connection.session.account != nil else {
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
    /// Lets the client in as who it says it is.
    fileprivate func authenticate(
        _ arguments: borrowing Arguments, user: Int?, password: Int
    ) throws(CommandError) {
        let name = user.map { arguments.text(at: $0) } ?? worker.server.accounts.default.name
        do throws(LoginFailure) {
            try authenticate(name, password: arguments.withBytes(at: password) { Array($0) })
        } catch {
            // From then on a guess costs a connection.
            if case .tooMany = error { closeAfterReply() }
            throw error.reply
        }
    }

    /// Lets the client in as who it says it is.
    ///
    /// - Throws: `LoginFailure` where the password is wrong.
    package func authenticate(_ name: String, password: [UInt8]) throws(LoginFailure) {
        let accounts = worker.server.accounts
        // Where nobody has to say a password, the default user's is whatever one likes to say.
        if needsNoPassword, name == accounts.default.name { return session.account = accounts.default }
        // A token stands in for a password where a page may have it.
        let signedIn =
            session.transport == .tcp
            ? nil : worker.server.signIns.account(named: name, by: password, among: accounts)
        guard let account = signedIn ?? password.withUnsafeBytes({ accounts.account(name, password: $0) }) else {
            let wait = worker.server.attempts.countFailure(of: name, from: session.address.network)
            worker.logger.notice(
                "wrong password", metadata: ["from": "\(session.address)", "user": "\(name.prefix(64))"])
            throw wait.map { .tooMany(seconds: $0) } ?? .wrongPassword
        }
        session.account = account
    }
}

extension Session {
    /// Goes back to what a new connection is.
    package mutating func reset(to account: Account?) {
        version = .resp2
        // One who never said who it is gets no more time for it.
        if self.account != nil { unauthenticatedSince = Stopwatch.now() }
        self.account = account
        name = ""
        replies = .on
        transaction = nil
        hasWatched = false
    }

    /// A client's name, which is printed in lists and so has no spaces.
    static func checkedName(_ name: String) throws(CommandError) -> String {
        guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CommandError("Client names cannot contain spaces, newlines or special characters.")
        }
        return name
    }
}

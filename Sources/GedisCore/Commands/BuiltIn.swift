import GedisKit

/// A command of the server's own: it concerns the connection or the server, not a namespace.
struct BuiltIn: Sendable {
    /// What runs it. Of a subcommand, argument 0 is its name.
    enum Body: Sendable {
        /// Replies at once.
        case immediate(@Sendable (borrowing Arguments, inout ReplyWriter, Connection) throws -> Void)
        /// Asks other threads first.
        case inquiry(@Sendable (borrowing Arguments, Connection) throws -> Inquiry)
        /// Has subcommands, by the first argument; without one, `bare` runs, if there is such.
        indirect case container([BuiltIn], bare: Body?)
    }

    /// Asks other threads, and writes the reply.
    typealias Inquiry = nonisolated(nonsending) @Sendable (inout ReplyWriter) async throws -> Void

    /// Who may call it.
    enum Access: Sendable {
        /// Everybody, before they said who they are.
        case anyone
        /// Everybody who has said who they are, whatever they may call besides: clients need it to connect.
        case users
        /// Whom the rules let.
        case permitted
    }

    var name: String
    var group: String
    var summary: String
    var parameters: [Parameter]
    var access: Access
    var body: Body

    /// Describes a command.
    ///
    /// - Parameters:
    ///   - name: as Redis has it, without a dot
    ///   - group: Redis' group for it
    ///   - summary: one sentence
    ///   - parameters: what it takes
    ///   - access: who may call it
    ///   - body: runs it
    init(
        _ name: String, _ group: String, _ summary: String, _ parameters: [Parameter] = [],
        access: Access = .permitted,
        _ body: @escaping @Sendable (borrowing Arguments, inout ReplyWriter, Connection) throws -> Void
    ) {
        self.init(name, group, summary, parameters, access: access, body: .immediate(body))
    }

    /// Describes a command that asks other threads.
    init(
        _ name: String, _ group: String, _ summary: String, _ parameters: [Parameter] = [],
        access: Access = .permitted,
        asking body: @escaping @Sendable (borrowing Arguments, Connection) throws -> Inquiry
    ) {
        self.init(name, group, summary, parameters, access: access, body: .inquiry(body))
    }

    /// Describes a command that has subcommands.
    init(_ name: String, _ group: String, _ summary: String, subcommands: [BuiltIn], bare: Body? = nil) {
        let parameters = [
            Parameter("subcommand", bare == nil ? .required : .optional), Parameter("arguments", .variadic),
        ]
        self.init(
            name, group, summary, parameters, access: .users,
            body: .container(subcommands + [.help(name, group, subcommands)], bare: bare))
    }

    private init(
        _ name: String, _ group: String, _ summary: String, _ parameters: [Parameter], access: Access, body: Body
    ) {
        self.name = name
        self.group = group
        self.summary = summary
        self.parameters = parameters
        self.access = access
        self.body = body
    }

    /// The subcommand that says which others there are.
    private static func help(_ container: String, _ group: String, _ subcommands: [BuiltIn]) -> BuiltIn {
        let name = container.uppercased()
        let lines =
            ["\(name) <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"]
            + subcommands.flatMap { command in
                [
                    ([command.name.uppercased()] + command.parameters.map(\.description)).joined(separator: " "),
                    "    \(command.summary)",
                ]
            } + ["HELP", "    Prints this help."]
        return BuiltIn("help", group, "Says which subcommands there are.", access: .users) { _, reply, _ in
            reply.array(count: lines.count)
            for line in lines { reply.simple(line) }
        }
    }
}

extension Parameter {
    /// A parameter of a built-in command.
    init(_ name: String, _ presence: Presence = .required, type: String = "String") {
        self.init(name: name, type: type, schema: type == "Int" ? .integer() : .string(), presence: presence)
    }
}

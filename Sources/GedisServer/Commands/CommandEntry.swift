import GedisKit

/// A command in a table.
final class CommandEntry: Sendable {
    /// What runs a command: a namespace's method, or the server itself for what concerns the connection.
    enum Implementation: Sendable {
        case namespace(Command.Handler)
        case builtIn(@Sendable (borrowing Arguments, inout ReplyWriter, Connection) throws -> Void)
    }

    /// The full name, such as `calc.sum`.
    let name: String
    /// The name's bytes in upper case, by which it is found.
    let key: [UInt8]
    /// What it is and takes.
    let command: Command
    /// Its namespace's name, or the group that Redis puts a built-in command in.
    let group: String
    /// Whether it is allowed before a client has said the password.
    let isOpenToAll: Bool

    let implementation: Implementation
    private let fewest: Int
    private let most: Int

    /// A namespace's command.
    init(_ command: Command, in namespace: Namespace) {
        name = "\(namespace.name).\(command.name)"
        key = name.utf8.map(\.asciiUppercased)
        group = namespace.name
        isOpenToAll = false
        self.command = command
        implementation = .namespace(command.handler)
        fewest = command.fewestArguments
        most = command.mostArguments ?? .max
    }

    /// A command of the server's own.
    ///
    /// - Parameters:
    ///   - name: without a dot, as Redis has it
    ///   - group: Redis' group for it
    ///   - summary: one sentence
    ///   - parameters: what it takes
    ///   - isOpenToAll: whether it is allowed before authentication
    ///   - body: runs it
    init(
        _ name: String, group: String, _ summary: String, parameters: [Parameter] = [], isOpenToAll: Bool = false,
        body: @escaping @Sendable (borrowing Arguments, inout ReplyWriter, Connection) throws -> Void
    ) {
        self.name = name
        self.group = group
        self.isOpenToAll = isOpenToAll
        key = name.utf8.map(\.asciiUppercased)
        command = Command(
            name: name, summary: summary, parameters: parameters, handler: .synchronous { _, reply in reply.ok() })
        implementation = .builtIn(body)
        fewest = command.fewestArguments
        most = command.mostArguments ?? .max
    }

    /// Whether a call may have `count` arguments.
    func takes(_ count: Int) -> Bool { count >= fewest && count <= most }

    /// The number of a request's parts as Redis' `COMMAND` tells it: negative where there may be more.
    var arity: Int { fewest == most ? fewest + 1 : -(fewest + 1) }
}

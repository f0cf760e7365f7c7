package import GedisKit

/// A command in a table.
package final class CommandEntry: Sendable {
    /// What runs a command. It cannot be copied, so that a request counts no references to it.
    enum Implementation: ~Copyable, Sendable {
        /// A namespace's method.
        case synchronous(@Sendable (borrowing Arguments, inout ReplyWriter) throws -> Void)
        /// A namespace's method that is handed who calls.
        case synchronousForCaller(@Sendable (borrowing Arguments, inout ReplyWriter, Caller) throws -> Void)
        /// A namespace's method that may suspend.
        case asynchronous(Command.Handler.Answering)
        /// The same of a namespace's method that need not suspend always: what answers at once where that can be, the server
        /// that is sent calls where it is another one's to answer, and the method.
        case eager(Command.Immediate, RelayTarget?, name: [UInt8], Command.Handler.Answering)
        /// The server itself.
        case immediate(@Sendable (borrowing Arguments, inout ReplyWriter, Connection) throws -> Void)
        /// The server itself, once it has asked other threads.
        case inquiry(@Sendable (borrowing Arguments, Connection) throws -> BuiltIn.Inquiry)
        /// Another server, which is sent the name as RESP; or what asks it for whoever has no link to it.
        case relayed(RelayTarget, name: [UInt8], Command.Handler.Answering)
        /// A subcommand, or without any `bare`.
        case container(CommandTable, bare: CommandEntry?)
    }

    /// The full name, such as `calc.sum` or `client|list`.
    package let name: String
    /// The name as it is found: of a subcommand its own.
    let key: CommandName
    /// What it is and takes.
    package let command: Command
    /// The types of its namespace.
    package let types: [TypeDescription]
    /// Its namespace's name, or the group that Redis puts a built-in command in.
    package let group: String
    /// Who may call it.
    let access: BuiltIn.Access
    let implementation: Implementation
    /// What sends its calls on ahead of their turn.
    let forwarder: (any CallForwarder)?
    /// Whether it is a namespace's command.
    package let isInNamespace: Bool
    /// What other threads know it by.
    let number: Int
    /// What its thread counted of it.
    let statistics: CommandStatistics
    private let fewest: Int
    private let most: Int

    /// A namespace's command.
    init(_ command: Command, in namespace: Namespace, _ counters: Counters) {
        name = "\(namespace.name).\(command.name)"
        key = CommandName(name)
        group = namespace.name
        types = namespace.types
        access = .permitted
        isInNamespace = true
        number = CommandNumbers.number(of: name)
        self.command = command
        forwarder = command.forwarder
        switch (command.handler, command.relay as? RelayTarget) {
        case (.synchronous(let body), _): implementation = .synchronous(body)
        case (.synchronousForCaller(let body), _): implementation = .synchronousForCaller(body)
        case (.asynchronous(let body), let target):
            var name = ReplyWriter()
            name.string(target?.worker == nil ? command.name : "\(command.relayNumber)")
            let written = name.withBytes { [UInt8]($0) }
            if let immediate = command.immediate {
                implementation = .eager(immediate, target, name: written, body)
            } else if let target {
                implementation = .relayed(target, name: written, body)
            } else {
                implementation = .asynchronous(body)
            }
        }
        statistics = counters.statistics(of: name)
        fewest = command.fewestArguments
        most = command.mostArguments ?? .max
    }

    /// A command of the server's own, or one of its subcommands.
    init(_ builtIn: BuiltIn, in container: String? = nil, _ counters: Counters) {
        let name = container.map { "\($0)|\(builtIn.name)" } ?? builtIn.name
        self.name = name
        key = CommandName(builtIn.name)
        group = builtIn.group
        types = []
        forwarder = nil
        access = builtIn.access
        isInNamespace = false
        number = CommandNumbers.number(of: name)
        command = Command(
            name: builtIn.name, summary: builtIn.summary, parameters: builtIn.parameters,
            handler: .synchronous { _, reply in reply.ok() })
        statistics = counters.statistics(of: name)
        switch builtIn.body {
        case .immediate(let body): implementation = .immediate(body)
        case .inquiry(let body): implementation = .inquiry(body)
        case .container(let subcommands, let bare):
            var alone = builtIn
            let entry = bare.map { body in
                alone.body = body
                return CommandEntry(alone, counters)
            }
            implementation = .container(
                CommandTable(subcommands.map { CommandEntry($0, in: name, counters) }), bare: entry)
        }
        let ownName = container == nil ? 0 : 1
        fewest = command.fewestArguments + ownName
        most = command.mostArguments.map { $0 + ownName } ?? .max
    }

    /// Whether a call may have `count` arguments; of a subcommand its own name is one of them.
    package func takes(_ count: Int) -> Bool { count >= fewest && count <= most }

    /// The number of a request's parts as in `COMMAND`: negative where there may be more.
    var arity: Int { fewest == most ? fewest + 1 : -(fewest + 1) }

    /// Whether passwords are among its arguments, which nobody is shown then.
    var takesSecrets: Bool { name == "auth" || name == "hello" }

    /// What answers its calls, where it may suspend.
    var answer: Command.Handler.Answering? {
        switch implementation {
        case .asynchronous(let answer): answer
        case .relayed(_, _, let answer): answer
        case .eager(_, _, _, let answer): answer
        default: nil
        }
    }

    /// The server that its calls are sent on to; nil where it is answered here.
    var target: RelayTarget? {
        switch implementation {
        case .relayed(let target, _, _): target
        case .eager(_, let target, _, _): target
        default: nil
        }
    }

    /// Its subcommands.
    var subcommands: [CommandEntry] {
        switch implementation {
        case .container(let table, _): table.entries
        default: []
        }
    }
    /// The subcommand that a client calls `name`.
    func subcommand(named name: UnsafeRawBufferPointer) -> CommandEntry? {
        switch implementation {
        case .container(let table, _): table.command(named: name)
        default: nil
        }
    }
}

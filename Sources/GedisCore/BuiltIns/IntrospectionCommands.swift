import GedisKit

// Which commands there are: redis-cli completes and hints by it, and clients route by it. Everybody is shown what they
// may call.

extension BuiltIn {
    static let command = BuiltIn(
        "command", "server", "Describes the commands.",
        subcommands: [
            BuiltIn("count", "server", "Counts the commands.", access: .users) { _, reply, connection in
                reply.integer(connection.commands.count)
            },
            BuiltIn(
                "list", "server", "Lists the commands' names, subcommands among them.",
                [Parameter("filter", .variadic)], access: .users
            ) { arguments, reply, connection in
                reply.result(try connection.commands(filteredBy: arguments).map(\.name))
            },
            BuiltIn(
                "info", "server", "Describes commands.", [Parameter("command-names", .variadic)], access: .users
            ) { arguments, reply, connection in
                let entries = connection.commands(named: arguments)
                reply.array(count: entries.count)
                for entry in entries {
                    if let entry { entry.describe(to: &reply, showing: connection.isAllowed) } else { reply.null() }
                }
            },
            BuiltIn(
                "docs", "server", "Returns commands' help.", [Parameter("command-names", .variadic)], access: .users
            ) {
                arguments, reply, connection in
                let entries = connection.commands(named: arguments).compactMap { $0 }
                reply.map(count: entries.count)
                for entry in entries {
                    reply.string(entry.name)
                    entry.document(to: &reply, showing: connection.isAllowed)
                }
            },
            keys("getkeys"), keys("getkeysandflags"),
        ],
        bare: .immediate { _, reply, connection in
            let commands = connection.commands
            reply.array(count: commands.count)
            for entry in commands { entry.describe(to: &reply, showing: connection.isAllowed) }
        })

    private static func keys(_ name: String) -> BuiltIn {
        BuiltIn(
            name, "server", "Finds the keys in a request; no command here has any.",
            [Parameter("command"), Parameter("arguments", .variadic)], access: .users
        ) { arguments, _, connection in
            guard arguments.withBytes(at: 1, { connection.table.command(fullName: $0) }) != nil else {
                throw CommandError("Invalid command specified")
            }
            throw CommandError("The command has no key arguments")
        }
    }
}

extension Connection {
    fileprivate var table: CommandTable { worker.table(for: audience) }

    /// The commands that the client may call.
    fileprivate var commands: [CommandEntry] { table.entries.filter(isAllowed) }

    /// The same with their subcommands.
    private var commandsAndSubcommands: [CommandEntry] {
        commands.flatMap { [$0] + $0.subcommands.filter(isAllowed) }
    }

    /// The commands with the names that follow the subcommand's, such as `ping` and `client|list`, or all of them where
    /// none does.
    fileprivate func commands(named arguments: borrowing Arguments) -> [CommandEntry?] {
        guard arguments.count > 1 else { return commands }
        var named: [CommandEntry?] = []
        for index in 1..<arguments.count {
            let entry = arguments.withBytes(at: index) { table.command(fullName: $0) }
            named.append(entry.flatMap { isAllowed($0) ? $0 : nil })
        }
        return named
    }

    /// The commands that fit `FILTERBY PATTERN pattern` or `FILTERBY ACLCAT group`.
    fileprivate func commands(filteredBy arguments: borrowing Arguments) throws(CommandError) -> [CommandEntry] {
        let commands = commandsAndSubcommands
        guard arguments.count > 1 else { return commands }
        guard arguments.count == 4, arguments.matches("FILTERBY", at: 1) else { throw .syntax }
        let value = arguments.text(at: 3).lowercased()
        if arguments.matches("PATTERN", at: 2) {
            let pattern = Glob(value)
            return commands.filter { pattern.matches(Array($0.name.lowercased().utf8)) }
        }
        if arguments.matches("ACLCAT", at: 2) { return commands.filter { $0.group.lowercased() == value } }
        if arguments.matches("MODULE", at: 2) { return [] }
        throw .syntax
    }

    fileprivate func isAllowed(_ entry: CommandEntry) -> Bool {
        guard entry.access == .permitted, let rules = session.account?.rules else { return true }
        return rules.allow(entry)
    }
}

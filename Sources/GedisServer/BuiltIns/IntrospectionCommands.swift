import GedisKit

// What commands there are: redis-cli completes and hints by it, and clients route by it.

extension CommandEntry {
    static let introspectionCommands = [
        CommandEntry(
            "command", group: "server", "Tells the commands that there are.",
            parameters: [
                Parameter(name: "subcommand", type: "String", presence: .optional),
                Parameter(name: "names", type: "String", presence: .variadic),
            ]
        ) { arguments, reply, connection in
            let table = connection.worker.table(for: connection.audience)
            if arguments.count == 0 {
                reply.array(count: table.entries.count)
                for entry in table.entries { entry.describe(to: &reply) }
            } else if arguments.matches("COUNT", at: 0), arguments.count == 1 {
                reply.integer(table.entries.count)
            } else if arguments.matches("LIST", at: 0), arguments.count == 1 {
                reply.result(table.entries.map(\.name))
            } else if arguments.matches("INFO", at: 0) {
                let entries = table.entries(named: arguments)
                reply.array(count: entries.count)
                for entry in entries {
                    if let entry { entry.describe(to: &reply) } else { reply.null() }
                }
            } else if arguments.matches("DOCS", at: 0) {
                let entries = table.entries(named: arguments).compactMap { $0 }
                reply.map(count: entries.count)
                for entry in entries {
                    reply.string(entry.name)
                    entry.document(to: &reply)
                }
            } else {
                throw CommandError.unknownSubcommand(arguments.text(at: 0), of: "COMMAND")
            }
        }
    ]
}

extension CommandTable {
    /// The commands that the arguments after the first name, or all of them where there is none.
    fileprivate func entries(named arguments: borrowing Arguments) -> [CommandEntry?] {
        guard arguments.count > 1 else { return entries }
        var named: [CommandEntry?] = []
        for index in 1..<arguments.count { named.append(arguments.withBytes(at: index) { command(named: $0) }) }
        return named
    }
}

extension CommandEntry {
    /// The entry as `COMMAND` tells it: name, arity, flags, the places of keys (none), categories.
    fileprivate func describe(to reply: inout ReplyWriter) {
        reply.array(count: 10)
        reply.string(name)
        reply.integer(arity)
        reply.set(count: isOpenToAll ? 2 : 1)
        reply.simple("fast")
        if isOpenToAll { reply.simple("no_auth") }
        for _ in 0..<3 { reply.integer(0) }
        reply.set(count: 1)
        reply.simple("@\(group)")
        for _ in 0..<3 { reply.array(count: 0) }
    }

    /// The entry's help as `COMMAND DOCS` tells it.
    fileprivate func document(to reply: inout ReplyWriter) {
        reply.map(count: command.parameters.isEmpty ? 3 : 4)
        reply.string("summary")
        reply.string(command.summary)
        reply.string("since")
        reply.string(ServerVersion.gedis)
        reply.string("group")
        reply.string(group)
        guard !command.parameters.isEmpty else { return }
        reply.string("arguments")
        reply.array(count: command.parameters.count)
        for parameter in command.parameters { parameter.document(to: &reply) }
    }
}

extension Parameter {
    /// The parameter as an element of `arguments` in `COMMAND DOCS`.
    fileprivate func document(to reply: inout ReplyWriter) {
        var flags: [String] = []
        if !isRequired { flags.append("optional") }
        if isVariadic { flags.append("multiple") }
        reply.map(count: 3 + (flags.isEmpty ? 0 : 1))
        reply.string("name")
        reply.string(name)
        reply.string("type")
        reply.string(documentedType)
        reply.string("display_text")
        reply.string(name)
        guard !flags.isEmpty else { return }
        reply.string("flags")
        reply.set(count: flags.count)
        for flag in flags { reply.simple(flag) }
    }

    /// The parameter's type in Redis' vocabulary.
    private var documentedType: String {
        switch type {
        case "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64": "integer"
        case "Double", "Float": "double"
        default: "string"
        }
    }
}

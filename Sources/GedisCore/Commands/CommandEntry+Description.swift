import GedisKit

// A command as `COMMAND` describes it.

extension CommandEntry {
    /// Name, arity, flags, the places of keys (none), categories and the subcommands that `isShown` lets through.
    func describe(to reply: inout ReplyWriter, showing isShown: (CommandEntry) -> Bool) {
        let subcommands = subcommands.filter(isShown)
        reply.array(count: 10)
        reply.string(name)
        reply.integer(arity)
        reply.set(count: flags.count)
        for flag in flags { reply.simple(flag) }
        for _ in 0..<3 { reply.integer(0) }
        reply.set(count: 1)
        reply.simple("@\(group)")
        for _ in 0..<2 { reply.array(count: 0) }
        reply.array(count: subcommands.count)
        for subcommand in subcommands { subcommand.describe(to: &reply, showing: isShown) }
    }

    /// The help, with that of the subcommands that `isShown` lets through.
    func document(to reply: inout ReplyWriter, showing isShown: (CommandEntry) -> Bool) {
        let parameters = self.subcommands.isEmpty ? command.parameters : []
        let subcommands = subcommands.filter(isShown)
        reply.map(count: 3 + (parameters.isEmpty ? 0 : 1) + (subcommands.isEmpty ? 0 : 1))
        reply.string("summary")
        reply.string(command.summary)
        reply.string("since")
        reply.string(ServerVersion.gedis)
        reply.string("group")
        reply.string(group)
        if !parameters.isEmpty {
            reply.string("arguments")
            reply.array(count: parameters.count)
            for parameter in parameters { parameter.document(to: &reply) }
        }
        if !subcommands.isEmpty {
            reply.string("subcommands")
            reply.map(count: subcommands.count)
            for subcommand in subcommands {
                reply.string(subcommand.name)
                subcommand.document(to: &reply, showing: isShown)
            }
        }
    }

    private var flags: [String] {
        switch access {
        case .anyone: ["no_auth", "fast"]
        case .users: ["fast"]
        case .permitted: group == "server" || group == "connection" ? ["admin"] : ["fast"]
        }
    }
}

extension Parameter {
    /// The parameter as an element of `arguments` in `COMMAND DOCS`.
    fileprivate func document(to reply: inout ReplyWriter) {
        var flags: [String] = []
        if !isRequired { flags.append("optional") }
        if isVariadic { flags.append("multiple") }
        reply.map(count: 3 + (flags.isEmpty ? 0 : 1) + (help.isEmpty ? 0 : 1))
        // The clients of Redis 7.0 hint by the name and ignore the text that is meant for it.
        reply.string("name")
        reply.string(displayText)
        reply.string("type")
        reply.string(documentedType)
        reply.string("display_text")
        reply.string(displayText)
        if !help.isEmpty {
            reply.string("summary")
            reply.string(help)
        }
        guard !flags.isEmpty else { return }
        reply.string("flags")
        reply.set(count: flags.count)
        for flag in flags { reply.simple(flag) }
    }

    /// The name with its type, and what stands in for it when it is left out: what clients show as a hint.
    private var displayText: String {
        switch presence {
        case .defaulted(let expression): "\(name):\(type)=\(expression)"
        default: type == "String" ? name : "\(name):\(type)"
        }
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

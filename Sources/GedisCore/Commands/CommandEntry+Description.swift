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

    private var flags: [String] {
        switch access {
        case .anyone: ["no_auth", "fast"]
        case .users: ["fast"]
        case .permitted: group == "server" || group == "connection" ? ["admin"] : ["fast"]
        }
    }
}

import GedisClient

extension Shell {
    /// What the shell does itself.
    static let ownCommands = [
        CommandHelp(
            name: "help", summary: "Explains commands and groups of commands.", group: "shell",
            arguments: [CommandArgument(name: "command", type: "string", isOptional: true)]),
        CommandHelp(name: "clear", summary: "Clears the screen.", group: "shell"),
        CommandHelp(name: "exit", summary: "Leaves the shell, as quit and Ctrl-D do.", group: "shell"),
        CommandHelp(name: "quit", summary: "Leaves the shell.", group: "shell"),
    ]
}

/// The texts of `help`.
struct ShellHelp {
    let catalog: CommandCatalog

    /// The text on a command or a group of commands, or on the shell itself; nil where there is no such thing.
    func text(on topic: String) -> String? {
        guard !topic.isEmpty else { return general }
        if let command = catalog[topic] { return text(on: command) }
        let group = topic.hasPrefix("@") ? String(topic.dropFirst()) : topic
        return list { $0.group.lowercased() == group.lowercased() }
    }

    private var general: String {
        """
        A line is a command with its arguments: words between spaces, in '…', or in "…"
        with \\n, \\xHH and the like.

          help GROUP        lists commands: \(catalog.groups.joined(separator: ", "))
          help COMMAND      what it does and takes
          clear             clears the screen
          exit, quit        leave; so does Ctrl-D

        Tab completes, the arrows and Ctrl-R bring back earlier lines. Ctrl-C drops a
        line, and leaves subscribe and monitor. Lines with a password are not kept for
        the next session, nor are those that begin with a space.
        """
    }

    private func text(on command: CommandHelp) -> String {
        var lines = [command.usage] + command.explanation.map { $0.isEmpty ? "" : "  " + $0 }
        if command.explanation.contains("") { lines.append("") }
        let origin = [("group", command.group), ("since", command.since)].filter { !$0.1.isEmpty }
        if !origin.isEmpty { lines.append("  " + origin.map { "\($0) \($1)" }.joined(separator: " · ")) }
        if let subcommands = list(where: { $0.name.hasPrefix(command.name + " ") }) { lines += ["", subcommands] }
        return lines.joined(separator: "\n")
    }

    private func list(where isMeant: (CommandHelp) -> Bool) -> String? {
        let commands = catalog.commands.filter(isMeant)
        guard !commands.isEmpty else { return nil }
        // Some of Redis' commands take so much that the others' help would stand far off.
        let width = commands.map(\.usage.count).filter { $0 <= 40 }.max() ?? 0
        return commands.map { command in
            let gap = String(repeating: " ", count: max(0, width - command.usage.count) + 2)
            let help = (command.deprecation == nil ? "" : "deprecated: ") + command.summary
            return command.usage + (help.isEmpty ? "" : gap + help)
        }.joined(separator: "\n")
    }
}

import GedisKit

extension BuiltIn {
    static let access = BuiltIn(
        "acl", "server", "Shows who may call what.",
        subcommands: [
            BuiltIn("whoami", "server", "Returns the name of the connection's user.", access: .users) {
                _, reply, connection in
                reply.string(connection.session.account?.name ?? "")
            },
            BuiltIn("users", "server", "Lists the users' names.") { _, reply, connection in
                reply.result(connection.worker.server.accounts.usable.map(\.name))
            },
            BuiltIn("list", "server", "Lists the users with what they may call.") { _, reply, connection in
                reply.result(connection.worker.server.accounts.usable.map(\.description))
            },
            BuiltIn(
                "cat", "server", "Lists the groups of commands, or the commands of one.",
                [
                    Parameter("category", .optional)
                ]
            ) { arguments, reply, connection in
                let entries = connection.worker.table(for: connection.audience).entries
                guard arguments.count > 1 else { return reply.result(Set(entries.map(\.group)).sorted()) }
                let category = arguments.text(at: 1).lowercased()
                let found = entries.filter { $0.group.lowercased() == category }
                guard !found.isEmpty else { throw CommandError("Unknown category '\(category.prefix(128))'") }
                reply.result(found.map(\.name))
            },
        ])
}

extension Account: CustomStringConvertible {
    /// The user as `ACL LIST` shows it.
    package var description: String {
        let password = hasPassword ? "password" : isEverybody ? "nopass" : "certificate"
        return "user \(name) on \(password) \(rules?.patterns.joined(separator: " ") ?? "*")"
    }
}

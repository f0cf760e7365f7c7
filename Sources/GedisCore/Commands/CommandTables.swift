import GedisKit

/// The commands of each audience: the built-in ones are everybody's.
struct CommandTables {
    let clients: CommandTable
    let operators: CommandTable
    /// What the clients' namespaces are.
    let namespaces: [Namespace]
    /// Whether some of them have commands besides those that they list.
    let haveOthers: Bool
    /// The version of the commands that they hold.
    let version: Int

    /// Builds a worker's tables.
    ///
    /// - Parameters:
    ///   - commands: the namespaces
    ///   - counters: keeps what the worker counts of each command
    init(_ commands: Commands, counters: Counters) {
        func table(_ namespaces: [Namespace]) -> CommandTable {
            CommandTable(
                BuiltIn.all.map { CommandEntry($0, counters) }
                    + namespaces.flatMap { namespace in
                        namespace.commands.map { CommandEntry($0, in: namespace, counters) }
                    })
        }
        clients = table(commands.clients)
        operators = table(commands.operators)
        namespaces = commands.clients
        haveOthers = namespaces.contains { $0.others != nil }
        version = commands.version
    }
}

/// The namespaces that a server serves.
struct Commands: Sendable {
    var clients: [Namespace]
    var operators: [Namespace] = []
    /// Another one after each swap.
    var version = 0
}

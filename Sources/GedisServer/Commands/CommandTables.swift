import GedisKit

/// The commands of each audience.
struct CommandTables: Sendable {
    let clients: CommandTable
    let operators: CommandTable

    /// Builds the tables: the built-in commands are everybody's.
    init(namespaces: [Namespace], operatorCommands: [Namespace]) {
        clients = CommandTable(builtIns: CommandEntry.builtIns, namespaces: namespaces)
        operators = CommandTable(builtIns: CommandEntry.builtIns, namespaces: operatorCommands)
    }
}

extension CommandEntry {
    /// The commands that the server has of its own.
    static let builtIns = connectionCommands + serverCommands + introspectionCommands
}

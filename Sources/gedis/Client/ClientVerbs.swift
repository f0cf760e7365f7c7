import ArgumentParser

struct ClientVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Defines clients, and calls servers.",
        subcommands: [
            ClientCall.self, ClientShell.self, ClientLatency.self, ClientStats.self, InstanceCreate<ClientNoun>.self,
            InstanceList<ClientNoun>.self,
            InstanceShow<ClientNoun>.self, InstanceSet<ClientNoun>.self, InstanceDelete<ClientNoun>.self,
        ])
}

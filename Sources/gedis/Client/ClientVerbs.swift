import ArgumentParser

struct ClientVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Defines clients, calls servers, and writes modules that call them.",
        subcommands: [
            ClientCall.self, ClientShell.self, ClientGenerate.self, ClientLatency.self, ClientStats.self,
            InstanceCreate<ClientNoun>.self, InstanceList<ClientNoun>.self,
            InstanceShow<ClientNoun>.self, InstanceSet<ClientNoun>.self, InstanceDelete<ClientNoun>.self,
        ])
}

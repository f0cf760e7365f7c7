import ArgumentParser

struct BackendVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend", abstract: "Defines and checks the stores behind servers.",
        subcommands: [
            InstanceCreate<BackendNoun>.self, InstanceList<BackendNoun>.self, InstanceShow<BackendNoun>.self,
            InstanceSet<BackendNoun>.self, InstanceDelete<BackendNoun>.self, BackendCheck.self,
        ])
}

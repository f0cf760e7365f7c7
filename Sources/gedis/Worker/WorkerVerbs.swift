import ArgumentParser

struct WorkerVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Helps to write programs that serve namespaces.",
        subcommands: [WorkerCheckVerb.self])
}

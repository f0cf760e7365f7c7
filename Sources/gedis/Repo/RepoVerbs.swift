import ArgumentParser

struct RepoVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo", abstract: "Begins a config repo.", subcommands: [RepoInit.self])
}

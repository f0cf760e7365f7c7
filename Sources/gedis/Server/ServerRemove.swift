import ArgumentParser
import GedisConfig

struct ServerRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Takes a namespace from a server; from one that runs, at once.")

    @OptionGroup var repo: RepoOptions
    @Argument(help: "The server's name.") var name: String
    @Argument(help: "The namespace's name.") var namespace: String

    func run() async throws {
        let workspace = try Workspace(repo)
        try workspace.repo.removeNamespace(namespace, from: name)
        let isLive = try await RunningServer(name, in: workspace).reload()
        Terminal.say("removed namespace \(namespace)\(isLive ? " · live" : " · \(name) is not running")")
    }
}

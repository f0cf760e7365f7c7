import ArgumentParser
import GedisConfig
import GedisHost

struct InstanceDelete<Noun: InstanceNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "delete", abstract: "Removes a \(Noun.kind) definition and its folder.")
    }

    @OptionGroup var repo: RepoOptions
    @Argument(help: "The instance's name.", completion: Candidates.instances) var name: String

    func run() async throws {
        let workspace = try Workspace(repo)
        if Noun.kind == .server, let status = try await RunningServer(name, in: workspace).status() {
            throw Failure(
                .usage, "server \(name) runs (pid \(status.pid)): stop it first with 'gedis server stop \(name)'")
        }
        try workspace.repo.delete(Noun.kind, name)
        Terminal.say("deleted \(Noun.kind) \(name)")
    }
}

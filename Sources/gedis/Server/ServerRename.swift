import ArgumentParser
import GedisConfig
import GedisHost

struct ServerRename: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Gives a server that does not run another name.",
        discussion: """
            Its definition, its namespaces, its certificate and key, its log and where its sources were added from have \
            the other name then; passwords are sealed anew for it. If any of that fails, all stays as it was.
            """)

    @OptionGroup var repo: RepoOptions
    @Argument(help: "The server's name.", completion: Candidates.servers) var name: String
    @Argument(help: "Its other name.") var newName: String

    func run() async throws {
        let workspace = try Workspace(repo)
        let running = RunningServer(name, in: workspace)
        if let pid = running.pid ?? running.supervisor {
            throw Failure(.usage, "server \(name) runs (pid \(pid)): stop it first with 'gedis server stop \(name)'")
        }
        let notes = try await ServerCopying(in: workspace).rename(name, to: newName)
        Terminal.say("renamed server \(name) to \(newName)")
        for note in notes { Terminal.note(note) }
    }
}

import ArgumentParser
import GedisHost

struct ServerRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Takes a namespace from a server; from one that runs, at once.",
        discussion: """
            Its source is deleted from the config repo, if git has it. If the server that runs refuses, all stays as it was.
            """)

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Delete the source also where git does not have it.") var force = false
    @Argument(help: "The server's name.", completion: Candidates.servers) var name: String
    @Argument(help: "The namespace's name.", completion: Candidates.namespaces) var namespace: String

    func run() async throws {
        let editor = NamespaceEditor(of: name, in: try Workspace(repo))
        let isLive = try await editor.remove(namespace, isForced: force)
        Terminal.say("removed namespace \(namespace)\(isLive ? " · live" : " · \(name) is not running")")
    }
}

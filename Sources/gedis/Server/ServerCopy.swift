import ArgumentParser
import GedisConfig
import GedisHost

struct ServerCopy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Makes a server like another one, which may run.",
        discussion: """
            Its definition, its namespaces, its certificate and key are copied; passwords are sealed anew for the other \
            name. Keys behind the names, as of 'set', are otherwise in the copy: port=9901.
            """)

    @OptionGroup var repo: RepoOptions
    @Argument(help: "The server's name.", completion: Candidates.servers) var name: String
    @Argument(help: "The name of the copy.") var newName: String
    @OptionGroup var values: AssignmentOptions

    func run() async throws {
        let workspace = try Workspace(repo)
        let assignments = try values.assignments(of: .server, in: workspace.repo)
        let notes = try await ServerCopying(in: workspace).copy(name, to: newName, assignments)
        Terminal.say("copied server \(name) to \(newName)")
        for note in notes { Terminal.note(note) }
    }
}

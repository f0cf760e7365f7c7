import ArgumentParser
import GedisConfig
import GedisHost
import GedisShell

struct ClientShell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Calls commands as they are typed.",
        discussion: """
            On a terminal there are hints, completion and a history; 'help' says more. Otherwise each line of standard \
            input is a command, and the exit code is 1 if any of them failed.
            """)

    @OptionGroup var repo: RepoOptions
    @Argument(help: "The client's name, or a server's.", completion: Candidates.clients) var name: String

    func run() async throws {
        let workspace = try Workspace(repo)
        let name = name
        try await Shell.run(
            name: name, output: TerminalOutput(), historyFile: { try workspace.machine.stateFile("shell_history") }
        ) {
            try await workspace.connect(client: name)
        }
    }
}

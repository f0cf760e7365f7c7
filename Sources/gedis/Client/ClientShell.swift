import ArgumentParser
import GedisClient
import GedisConfig
import Glibc

struct ClientShell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Calls commands as they are typed.",
        discussion: """
            On a terminal there are hints, completion and a history; 'help' says more. Otherwise each line of standard \
            input is a command, and the exit code is 1 if any of them failed.
            """)

    @OptionGroup var repo: RepoOptions
    @Argument(help: "The client's name, or a server's.") var name: String

    func run() async throws {
        let workspace = try Workspace(repo)
        let screen = Screen()
        let name = name
        // The line is drawn on standard error, so that standard output has nothing but replies.
        let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        let connection = ShellConnection(screen: screen, isInteractive: isInteractive) {
            try await workspace.connect(client: name)
        }
        let shell = Shell(name: name, connection: connection)
        if isInteractive {
            let history = HistoryFile(path: try workspace.machine.stateFile("shell_history"))
            try await ShellSession(shell: shell, screen: screen, history: history).run()
        } else {
            try await ShellScript(shell: shell).run()
        }
    }
}

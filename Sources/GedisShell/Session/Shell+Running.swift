package import GedisClient
import Glibc

extension Shell {
    /// Runs a shell on standard input: with a line editor where a person types, else a command a line.
    ///
    /// - Parameters:
    ///   - name: what the prompt calls the server
    ///   - output: where the shell prints
    ///   - historyFile: the path of the file that keeps typed lines; asked for where a person types
    ///   - connect: makes a connection to the server
    /// - Throws: what `connect` throws at first, and `ShellError`.
    package static func run(
        name: String, output: any ShellOutput, historyFile: () throws -> String,
        connect: @escaping @Sendable () async throws -> Client
    ) async throws {
        // The line is drawn on standard error, so that standard output has nothing but replies.
        let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        let screen = Screen(output: output)
        let connection = ShellConnection(screen: screen, isInteractive: isInteractive, open: connect)
        let shell = Shell(name: name, connection: connection, output: output)
        if isInteractive {
            let history = HistoryFile(path: try historyFile())
            try await ShellSession(shell: shell, screen: screen, history: history).run()
        } else {
            try await ShellScript(shell: shell).run()
        }
    }
}

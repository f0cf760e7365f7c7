import GedisClient
import Glibc

/// A shell whose lines come from a file or a pipe.
struct ShellScript {
    let shell: Shell
    /// The descriptor that the lines are read from.
    var input = STDIN_FILENO

    /// Carries out the lines of the input up to its end.
    ///
    /// - Throws: `ClientError` when the server can't be reached any more, `ShellError` when a command failed.
    func run() async throws {
        try await shell.connection.connect()
        var lines = InputLines(descriptor: input)
        var hasFailed = false
        var number = 0
        while let line = lines.line() {
            number += 1
            guard let request = RequestLine(line) else {
                shell.output.complain("line \(number): \(ShellSession.unclosed)")
                hasFailed = true
                continue
            }
            let outcome = try await shell.run(request)
            if outcome == .end { break }
            if outcome == .failed { hasFailed = true }
        }
        await shell.connection.close()
        if hasFailed { throw ShellError(.commandFailed, "a command failed") }
    }
}

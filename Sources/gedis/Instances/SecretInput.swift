import Glibc

/// Reads secrets that shall not stand on a command line, where shells keep them and other users see them.
enum SecretInput {
    /// Asks for a secret where standard input is a terminal, twice and without showing it; otherwise takes the next line.
    ///
    /// - Parameter name: what it is for
    /// - Returns: the secret.
    /// - Throws: `Failure` when none is given.
    static func read(_ name: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else {
                throw Failure(.usage, "\(name): standard input has no line for it")
            }
            return try notEmpty(line, name)
        }
        let secret = try notEmpty(try ask("\(name): "), name)
        guard try ask("\(name), once more: ") == secret else {
            throw Failure(.usage, "\(name): these two differ; nothing was changed")
        }
        return secret
    }

    private static func notEmpty(_ text: String, _ name: String) throws -> String {
        guard !text.isEmpty else {
            throw Failure(
                .usage, "\(name): no secret was given; '\(name)=' with nothing behind it takes the old one away")
        }
        return text
    }

    /// While it is typed, Ctrl-C is a character like others: nothing else then has to put the terminal right.
    private static func ask(_ prompt: String) throws -> String {
        guard let typed = getpass(prompt) else {
            throw Failure(.failed, "cannot read from the terminal: \(String(cString: strerror(errno)))")
        }
        let secret = String(cString: typed)
        guard !secret.contains("\u{3}") else { throw Failure(.usage, "nothing was changed") }
        return secret
    }
}

package import GedisKit

/// Errors that the server replies by itself, in the words that clients know from Redis.
extension CommandError {
    package static let authenticationRequired = CommandError("Authentication required.", code: "NOAUTH")
    static let syntax = CommandError("syntax error")

    static func noPermission(_ user: String, _ command: String) -> CommandError {
        CommandError("User \(user) has no permissions to run the '\(command)' command", code: "NOPERM")
    }

    static func notWhileSubscribed(_ command: String) -> CommandError {
        CommandError(
            "Can't execute '\(command)': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in "
                + "this context")
    }

    static func wrongArgumentCount(_ command: String) -> CommandError {
        CommandError("wrong number of arguments for '\(command)' command")
    }

    static func unknownSubcommand(_ subcommand: String, of command: String) -> CommandError {
        CommandError("unknown subcommand '\(subcommand.prefix(128))'. Try \(command) HELP.")
    }

    /// The reply to a call that took longer than `command_timeout`.
    static func timedOut(_ command: String, after time: Duration?) -> CommandError {
        let time = time.map { "\($0.components.seconds) s" } ?? "it may"
        return CommandError("\(command): took longer than \(time), and was cancelled", code: "TIMEOUT")
    }

    /// The reply to an error that `command` threw.
    package init(_ error: any Error, thrownBy command: String) {
        switch error {
        case let error as CommandError: self = error
        case let error as BackendError: self.init(error.message, code: "BACKEND")
        case is CancellationError: self.init("\(command): the call was cancelled")
        default: self.init("\(command): \(error)")
        }
    }
}

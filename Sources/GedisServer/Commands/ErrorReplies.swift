import GedisKit

/// Errors that the server replies by itself, in the words that clients know from Redis.
extension CommandError {
    static let authenticationRequired = CommandError("Authentication required.", code: "NOAUTH")
    static let wrongPassword = CommandError(
        "invalid username-password pair or user is disabled.", code: "WRONGPASS")
    static let syntax = CommandError("syntax error")

    static func wrongArgumentCount(_ command: String) -> CommandError {
        CommandError("wrong number of arguments for '\(command)' command")
    }

    static func unknownSubcommand(_ subcommand: String, of command: String) -> CommandError {
        CommandError("unknown subcommand '\(subcommand.prefix(128))'. Try \(command) HELP.")
    }

    /// The reply to a name that no command has, as Redis words it, with the beginning of the arguments.
    static func unknownCommand(_ arguments: borrowing Arguments) -> CommandError {
        let name = arguments.withName { String(decoding: $0.prefix(128), as: UTF8.self) }
        var shown = ""
        for index in 0..<arguments.count where shown.utf8.count < 128 {
            shown += "'\(arguments.withBytes(at: index) { String(decoding: $0.prefix(128), as: UTF8.self) })' "
        }
        return CommandError("unknown command '\(name)', with args beginning with: \(shown)")
    }

    /// The reply to an error that `command` threw.
    init(_ error: any Error, thrownBy command: String) {
        switch error {
        case let error as CommandError: self = error
        case let error as BackendError: self.init(error.message, code: "BACKEND")
        case is CancellationError: self.init("\(command): the call was cancelled")
        default: self.init("\(command): \(error)")
        }
    }
}

/// An error reply that a command chooses itself: `throw CommandError("no such account", code: "NOTFOUND")`.
///
/// Any other error that a command throws becomes a reply too, `ERR namespace.command: <its description>`.
public struct CommandError: Error, Hashable, Sendable {
    /// The reply's first word, by which clients distinguish errors: upper case and without spaces, such as `ERR`.
    public var code: String
    /// What follows the code. Line breaks in it are sent as spaces, because they would end the reply.
    public var message: String

    /// Makes an error reply `-CODE message`.
    public init(_ message: String, code: String = "ERR") {
        self.code = code
        self.message = message
    }
}

extension CommandError: CustomStringConvertible {
    /// The reply's text as a client sees it.
    public var description: String { message.isEmpty ? code : "\(code) \(message)" }
}

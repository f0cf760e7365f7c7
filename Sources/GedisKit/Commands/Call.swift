/// A call of a command before it runs, for a namespace's `before`.
public struct Call: Sendable {
    /// The command's name in its namespace, such as `sum`.
    public let command: String
    /// All that the client sent: the command's full name, then its arguments.
    public let request: Request

    /// Describes a call.
    public init(command: String, request: Request) {
        self.command = command
        self.request = request
    }

    /// The arguments as text.
    public var arguments: [String] { request.arguments }
}

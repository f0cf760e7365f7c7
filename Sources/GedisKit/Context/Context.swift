/// What a command knows of the call that it answers: who calls, until when, and what the server lends it.
///
/// A command is handed one for a parameter of this type.
public struct Context: Sendable {
    /// Who calls.
    public let caller: Caller
    /// Takes what the command has to say to those who run the server; its lines name namespace, command and user.
    public let log: Log
    private let environment: Namespace.Environment

    /// Makes a context, as for a test.
    ///
    /// - Parameters:
    ///   - caller: who calls
    ///   - command: the command's name in its namespace
    ///   - environment: where the namespace is loaded
    public init(caller: Caller, command: String, in environment: Namespace.Environment) {
        self.caller = caller
        self.environment = environment
        log = environment.log.with([("command", "\(environment.name).\(command)"), ("user", caller.user)])
    }

    /// The name under which the server serves the namespace.
    public var namespace: String { environment.name }

    /// Publishes to the server's subscribers.
    public var events: Events { environment.events }

    /// The server's backend, where it has one.
    public var backend: (any Backend)? { environment.backend }

    /// Until when the call has to be answered; nil where it may take as long as it does.
    public var deadline: ContinuousClock.Instant? { caller.deadline }

    /// The namespace's settings from the server's definition, decoded anew.
    ///
    /// - Throws: `SettingsError` where they are not what `type` asks for.
    public func settings<Settings: Decodable>(_ type: Settings.Type) throws -> Settings {
        try environment.settings(type)
    }

    /// Runs another command in this process, with the caller's rights.
    ///
    /// - Parameters:
    ///   - command: the full name, such as `calc.sum`
    ///   - arguments: what it is given; each as the text that a client would send, bytes as they are
    /// - Returns: its reply.
    /// - Throws: `CommandError` where there is no such command, the caller may not call it, or it replies an error.
    nonisolated(nonsending) public func call(
        _ command: String, _ arguments: any CallArgument...
    ) async throws -> Value {
        guard let commands = caller.commands else {
            throw CommandError("there is no server that has a command \(command)")
        }
        return try await commands.run(command, arguments.map(\.argumentBytes), for: caller)
    }
}

/// A value that can be an argument of a call from one command to another.
public protocol CallArgument {
    /// The bytes that a client would send.
    var argumentBytes: [UInt8] { get }
}

extension CallArgument where Self: LosslessStringConvertible {
    /// The text.
    public var argumentBytes: [UInt8] { Array(description.utf8) }
}

extension String: CallArgument {}
extension Substring: CallArgument {}
extension Bool: CallArgument {}
extension Double: CallArgument {}
extension Float: CallArgument {}
extension Int: CallArgument {}
extension Int8: CallArgument {}
extension Int16: CallArgument {}
extension Int32: CallArgument {}
extension Int64: CallArgument {}
extension UInt: CallArgument {}
extension UInt8: CallArgument {}
extension UInt16: CallArgument {}
extension UInt32: CallArgument {}
extension UInt64: CallArgument {}

extension Array: CallArgument where Element == UInt8 {
    /// The bytes.
    public var argumentBytes: [UInt8] { self }
}

public import GedisKit

/// What calls commands: a `Client`, or a `ReconnectingClient`.
public protocol CommandClient: Sendable {
    /// Sends a request and returns the reply.
    ///
    /// - Throws: `CommandError` for an error reply, `ClientError` when the connection ends first, and `CancellationError` when
    ///   the task is cancelled.
    func call(_ request: [[UInt8]]) async throws -> Value
}

extension Client: CommandClient {}

extension CommandClient {
    /// Calls a command, and reads its reply as a value of a type.
    ///
    /// - Parameters:
    ///   - command: its name, such as `shop.order`
    ///   - arguments: what it is given, written as `TypedCall` does
    ///   - type: what it replies
    /// - Returns: the reply.
    /// - Throws: `CommandError` for an error reply, `ReplyMismatch` where it is no value of the type, `EncodingError` for an
    ///   argument that JSON does not have, `ClientError` and `CancellationError`.
    public func call<Result: Decodable & Sendable>(
        _ command: String, _ arguments: any Encodable & Sendable..., as type: Result.Type
    ) async throws -> Result {
        var call = TypedCall(command)
        for (index, argument) in arguments.enumerated() { try call.add("\(index + 1)", argument) }
        return try await self.call(call, as: type)
    }

    /// Sends a call, and reads its reply as a value of a type.
    ///
    /// - Throws: `CommandError`, `ReplyMismatch`, `ClientError` and `CancellationError`.
    public func call<Result: Decodable & Sendable>(_ call: TypedCall, as type: Result.Type) async throws -> Result {
        try call.read(try await self.call(call.words), as: type)
    }

    /// Sends a call whose reply says no more than that it was carried out.
    ///
    /// - Throws: `CommandError`, `ClientError` and `CancellationError`.
    public func call(_ call: TypedCall) async throws { _ = try await self.call(call.words) }
}

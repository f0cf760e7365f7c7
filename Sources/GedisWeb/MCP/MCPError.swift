import GedisKit
import NIOHTTP1

/// Why a message is refused, as JSON-RPC says it.
struct MCPError: Error {
    let code: Int
    let message: String
    /// The answer's status where the client says in each request what it speaks.
    var status = HTTPResponseStatus.badRequest
    var data: Value?

    static func parse(_ reason: String) -> MCPError { MCPError(code: -32700, message: reason) }

    static func invalidRequest(_ reason: String) -> MCPError { MCPError(code: -32600, message: reason) }

    static func unknownMethod(_ name: String) -> MCPError {
        MCPError(code: -32601, message: "there is no method \(name.prefix(128))", status: .notFound)
    }

    static func invalidParameters(_ reason: String) -> MCPError { MCPError(code: -32602, message: reason) }

    static func headerMismatch(_ reason: String) -> MCPError { MCPError(code: -32020, message: reason) }

    static func unsupportedVersion(_ version: String) -> MCPError {
        MCPError(
            code: -32022, message: "the protocol's version \(version.prefix(64)) is not spoken here",
            data: [
                "supported": .array(MCPVersion.all.map { .string($0) }),
                "requested": .string(String(version.prefix(64))),
            ])
    }

    /// The error as a message has it.
    var value: Value {
        var entries = [Value.Entry("code", .integer(code)), Value.Entry("message", .string(message))]
        if let data { entries.append(Value.Entry("data", data)) }
        return .map(entries)
    }
}

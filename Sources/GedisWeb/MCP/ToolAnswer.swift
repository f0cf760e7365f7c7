import GedisCore
import GedisJSON
import GedisKit

/// Answers a call of a tool with what its command returns.
struct ToolAnswer: CallAnswer {
    let message: MCPMessage
    let tool: Tool

    /// What each result says of itself where a client begins with nothing.
    static let complete = [
        Value.Entry("resultType", "complete"),
        Value.Entry("_meta", ["io.modelcontextprotocol/serverInfo": MCPEndpoint.server]),
    ]

    func take(_ reply: Value, from connection: Connection?) -> HTTPResponse? {
        let reply = reply.withoutAttributes
        if case .error(let error) = reply { return failed(error) }
        guard tool.result == nil || reply.isNumberOfJSON else {
            return failed(CommandError("the result has a number in it that JSON has not: infinite, or none"))
        }
        var writer = JSONWriter()
        writer.write(reply, as: tool.result?.schema ?? .any, of: tool.entry.types)
        return response(reply, writer.bytes)
    }

    /// Answers that the command failed, or was not called: the client's model is shown why.
    func failed(_ error: CommandError) -> HTTPResponse {
        HTTPResponse(
            [
                Value.Entry("content", [["type": "text", "text": .string(error.description)]]),
                Value.Entry("isError", true),
            ], of: message)
    }

    private func response(_ reply: Value, _ json: [UInt8]) -> HTTPResponse {
        var writer = JSONWriter()
        writer.raw(#"{"jsonrpc":"2.0","id":"#)
        writer.write(message.id ?? .null, errors: .parts, strings: .text)
        writer.raw(#","result":{"content":[{"type":"text","text":"#)
        // A text is shown as it is, anything else as JSON.
        if reply.isString { writer.raw(json) } else { writer.string(String(decoding: json, as: UTF8.self)) }
        writer.raw("}]")
        if let result = tool.result {
            writer.raw(#","structuredContent":"#)
            if !result.isObject { writer.raw("{\"\(Tool.wrapper)\":") }
            writer.raw(json)
            if !result.isObject { writer.raw("}") }
        }
        writer.raw(#","isError":false"#)
        if message.era == .stateless {
            for entry in Self.complete {
                writer.raw(",")
                writer.write(entry.key, errors: .parts, strings: .text)
                writer.raw(":")
                writer.write(entry.value, errors: .parts, strings: .text)
            }
        }
        writer.raw("}}")
        return HTTPResponse(json: writer.bytes)
    }
}

extension Value {
    /// Whether JSON writes it as a string.
    fileprivate var isString: Bool {
        switch self {
        case .bulk, .simple, .verbatim: true
        default: false
        }
    }

    /// Whether JSON has all numbers in it.
    fileprivate var isNumberOfJSON: Bool {
        switch self {
        case .double(let number): number.isFinite
        case .array(let values), .set(let values), .push(let values): values.allSatisfy(\.isNumberOfJSON)
        case .map(let entries): entries.allSatisfy(\.value.isNumberOfJSON)
        case .attributed(let value, _): value.isNumberOfJSON
        default: true
        }
    }
}

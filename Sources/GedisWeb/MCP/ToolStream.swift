import GedisCore
import GedisJSON
import GedisKit
import NIOCore
import NIOHTTP1

/// A stream that notifies a client of the Model Context Protocol when it may call other tools than before.
struct ToolStream {
    /// The id of the request that asked for it; nil where the client began with `initialize`, and asks by GET.
    var subscription: Value?
    /// Whether the client asked for this notification, which it need not.
    var isNotified = true
    /// The tools that it knows, as they are listed.
    var known: [Value] = []
    /// Sends a sign of life now and then.
    var heartbeat: RepeatedTask?

    /// The event by which the stream begins; nil where nothing has to be said.
    var beginning: [UInt8]? {
        guard subscription != nil else { return nil }
        let wanted: Value = isNotified ? ["toolsListChanged": true] : [:]
        return notification("notifications/subscriptions/acknowledged", [Value.Entry("notifications", wanted)])
    }

    /// The event that there are other tools than before.
    var change: [UInt8] { notification("notifications/tools/list_changed", []) }

    /// The event by which the stream ends; nil where nothing has to be said.
    var end: [UInt8]? {
        guard let subscription else { return nil }
        return Self.event([
            "jsonrpc": "2.0", "id": subscription, "result": .map([Value.Entry("resultType", "complete")] + mark),
        ])
    }

    /// By what a client knows of which of its streams an event is.
    private var mark: [Value.Entry] {
        guard let subscription else { return [] }
        return [Value.Entry("_meta", ["io.modelcontextprotocol/subscriptionId": subscription])]
    }

    private func notification(_ method: String, _ parameters: [Value.Entry]) -> [UInt8] {
        let parameters = parameters + mark
        var entries = [Value.Entry("jsonrpc", "2.0"), Value.Entry("method", .string(method))]
        if !parameters.isEmpty { entries.append(Value.Entry("params", .map(parameters))) }
        return Self.event(.map(entries))
    }

    private static func event(_ message: Value) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw("event: message\ndata: ")
        writer.write(message, errors: .parts, strings: .text)
        writer.raw("\n\n")
        return writer.bytes
    }
}

extension Site {
    /// The stream that a client asks for by GET, which begins with `initialize`; nil where it is no such request.
    func toolStream(_ head: HTTPRequestHead) throws(HTTPError) -> ToolStream? {
        guard head.method == .GET,
            head.headers[canonicalForm: "Accept"].contains(where: { $0.lowercased().hasPrefix("text/event-stream") })
        else { return nil }
        let version = head.headers.first(name: "MCP-Protocol-Version")
        guard version.map(MCPVersion.handshake.contains) ?? true else { return nil }
        try connection.beginSession(head)
        return ToolStream()
    }
}

extension HTTPHandler {
    /// The tools that the client may call now.
    private var listedTools: [Value] {
        guard let connection = driver?.connection else { return [] }
        return Site(access: access, connection: connection).permitted.compactMap { Tool($0)?.value }
    }

    /// Begins to notify.
    func notify(_ stream: ToolStream) {
        var stream = stream
        awaitedSince = nil
        stream.known = listedTools
        stream.heartbeat = beginStream(stream.beginning ?? [])
        state = .notifying(stream)
    }

    /// Notifies, where the client may call other tools than before.
    func commandsChanged() {
        guard case .notifying(var stream) = state, stream.isNotified else { return }
        let tools = listedTools
        guard tools != stream.known else { return }
        stream.known = tools
        state = .notifying(stream)
        // A client that reads nothing would be kept for ever.
        guard isWritable else { return close() }
        writeToStream(stream.change)
    }
}

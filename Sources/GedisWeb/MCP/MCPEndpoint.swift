import GedisCore
import GedisJSON
import GedisKit
import NIOHTTP1

/// Serves commands as tools of the Model Context Protocol: each request by itself, answered by one message of JSON.
struct MCPEndpoint {
    let site: Site

    /// The most tools of a page.
    static let pageSize = 100

    /// What the server calls itself.
    static let server: Value = ["name": "gedis", "version": .string(ServerVersion.gedis)]
    /// A number that no other client is given.
    private static var anyID: String { String(UInt128.random(in: 0...(.max)), radix: 16) }
    private static let capabilities: Value = ["tools": ["listChanged": true]]

    /// Says what a request's body means.
    func outcome(of body: UnsafeRawBufferPointer, _ head: HTTPRequestHead) -> BodyOutcome {
        do throws(HTTPError) {
            return try JSONText.reading(body: body) { json throws(HTTPError) in
                var message = MCPMessage()
                do throws(MCPError) {
                    try message.read(json)
                    try message.check(json, against: head.headers)
                    guard message.id != nil else { return .response(HTTPResponse(status: .accepted, headers: [:])) }
                    return try outcome(of: message, json)
                } catch {
                    return .response(HTTPResponse(error, of: message))
                }
            }
        } catch {
            return .response(HTTPResponse(MCPError.parse(error.error.message), of: MCPMessage()))
        }
    }

    private func outcome(of message: MCPMessage, _ json: JSONText) throws(MCPError) -> BodyOutcome {
        switch (message.era, message.method) {
        case (.handshake, "initialize"):
            let wanted = message.parameters.flatMap { json.member("protocolVersion", of: $0) }.flatMap(json.wholeText)
            var response = HTTPResponse(
                [
                    Value.Entry("protocolVersion", .string(MCPVersion.agreed(on: wanted))),
                    Value.Entry("capabilities", Self.capabilities), Value.Entry("serverInfo", Self.server),
                    Value.Entry("instructions", .string(instructions)),
                ], of: message)
            // Nothing is kept under it, but clients ask for notifications only where they have been given one.
            response.headers.add(name: "Mcp-Session-Id", value: Self.anyID)
            return .response(response)
        case (.handshake, "ping"): return .response(HTTPResponse([], of: message))
        case (.stateless, "server/discover"):
            return .response(
                HTTPResponse(
                    [
                        Value.Entry("supportedVersions", .array(MCPVersion.all.map { .string($0) })),
                        Value.Entry("capabilities", Self.capabilities),
                        Value.Entry("instructions", .string(instructions)),
                    ] + Self.notCached, of: message))
        case (.stateless, "subscriptions/listen"): return .tools(try listen(message, json))
        case (_, "tools/list"): return .response(try list(message, json))
        case (_, "tools/call"): return try call(message, json)
        default: throw .unknownMethod(message.method)
        }
    }

    /// What a client asks to be notified of.
    private func listen(_ message: MCPMessage, _ json: JSONText) throws(MCPError) -> ToolStream {
        guard let place = message.parameters.flatMap({ json.member("notifications", of: $0) }),
            json[place].kind == .object
        else { throw .invalidParameters("params must have notifications, an object") }
        let isNotified = json.member("toolsListChanged", of: place).map { json.text($0) == "true" } ?? false
        return ToolStream(subscription: message.id, isNotified: isNotified)
    }

    /// What each namespace is for.
    private var instructions: String {
        let groups = Set(tools.map(\.entry.group))
        return site.connection.worker.namespaces.filter { groups.contains($0.name) }.sorted { $0.name < $1.name }
            .map { $0.summary.isEmpty ? $0.name : "\($0.name): \($0.summary)" }.joined(separator: "\n")
    }

    /// The commands that the client may call.
    private var tools: [Tool] { site.permitted.compactMap { Tool($0) } }

    private func list(_ message: MCPMessage, _ json: JSONText) throws(MCPError) -> HTTPResponse {
        var rest = tools[...]
        if let place = message.parameters.flatMap({ json.member("cursor", of: $0) }), json[place].kind != .null {
            guard let cursor = json.wholeText(place), let last = Base64.decode(cursor),
                let name = String(validating: last, as: UTF8.self)
            else { throw .invalidParameters("the cursor is none that was given") }
            rest = rest.drop { $0.entry.name <= name }
        }
        let page = rest.prefix(Self.pageSize)
        var entries = [Value.Entry("tools", .array(page.map(\.value)))]
        if page.count < rest.count, let last = page.last {
            entries.append(Value.Entry("nextCursor", .string(Base64.encode(last.entry.name.utf8))))
        }
        if message.era == .stateless { entries += Self.notCached }
        return HTTPResponse(entries, of: message)
    }

    /// A reload may change what is listed, and each user is listed other tools.
    private static let notCached = [Value.Entry("ttlMs", 0), Value.Entry("cacheScope", "private")]

    private func call(_ message: MCPMessage, _ json: JSONText) throws(MCPError) -> BodyOutcome {
        guard let parameters = message.parameters,
            let name = json.member("name", of: parameters).flatMap(json.wholeText)
        else { throw .invalidParameters("params must have the tool's name") }
        guard let entry = try? site.command(name), let tool = Tool(entry) else {
            throw .invalidParameters("unknown tool \(name.prefix(128))")
        }
        let answer = ToolAnswer(message: message, tool: tool)
        let limits = site.connection.worker.requestLimits
        do throws(HTTPError) {
            let requests = CallRequests(limits)
            if let place = json.member("arguments", of: parameters), json[place].kind != .null {
                guard json[place].kind == .object else {
                    throw HTTPError(.badRequest, "the arguments must be an object by the parameters' names")
                }
                try requests.add(entry, json, at: place, .base64)
            } else {
                try requests.add(entry, [])
            }
            return .calls(requests, answer)
        } catch {
            return .response(answer.failed(error.error))
        }
    }
}

extension HTTPResponse {
    /// Answers a message by its result.
    init(_ result: [Value.Entry], of message: MCPMessage) {
        var entries = result
        if message.era == .stateless { entries += ToolAnswer.complete }
        self.init(document: ["jsonrpc": "2.0", "id": message.id ?? .null, "result": .map(entries)])
    }

    /// Answers why a message is refused.
    init(_ error: MCPError, of message: MCPMessage) {
        self.init(document: ["jsonrpc": "2.0", "id": message.id ?? .null, "error": error.value])
        // Where the client has begun by `initialize`, only what is no message at all has another status.
        let isOfMessage = [-32601, -32602].contains(error.code)
        status = message.era == .handshake && isOfMessage ? .ok : error.status
    }
}

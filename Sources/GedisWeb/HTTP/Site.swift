import GedisCore
import GedisKit
import NIOHTTP1

/// What there is to be asked for over HTTP.
struct Site {
    /// What happens with a request.
    enum Answer {
        /// It is answered, whatever its body is.
        case response(HTTPResponse)
        /// Its body says what to do.
        case body(BodyUse)
        /// What is published is sent as it comes.
        case events(EventRequest)
        /// The client is notified when it may call other tools than before.
        case tools(ToolStream)
    }

    /// What a body is for.
    enum BodyUse {
        /// It has the arguments of a command, which was in these tables.
        case call(CommandEntry, tablesVersion: Int, CallForm)
        /// It has calls.
        case batch(CallForm)
        /// It is a message of the Model Context Protocol.
        case message
    }

    let access: WebAccess
    let connection: Connection

    /// Decides what happens with a request, before its body has arrived.
    ///
    /// - Throws: `HTTPError` where it is refused.
    func answer(_ head: HTTPRequestHead) throws(HTTPError) -> Answer {
        if let check = HealthCheck(head) {
            return .response(HTTPResponse(check, of: connection.worker.server))
        }
        if let refusal = access.refusal(of: head) { throw refusal }
        if head.method == .OPTIONS { return .response(WebAccess.preflight) }
        guard let path = head.path.percentDecoded else {
            throw HTTPError(.badRequest, "the path has a % without two hexadecimal digits, or is no UTF-8")
        }
        if path == "/session" { return .response(try SessionEndpoint(site: self).response(to: head)) }
        if path == access.toolPath, let stream = try toolStream(head) { return .tools(stream) }
        if path == "/call" || path.hasPrefix("/call/") || path == access.toolPath { return try call(path, head) }
        guard head.method == .GET || head.method == .HEAD else {
            throw .wrongMethod(head, path == "/events" ? "GET" : "GET, HEAD")
        }
        switch path {
        case "/resp", access.gunPath ?? "/resp":
            throw HTTPError(
                .upgradeRequired, "a WebSocket is made here",
                headers: ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"])
        case "/events":
            guard head.method == .GET else { throw .wrongMethod(head, "GET") }
            let request = try EventRequest(head)
            try connection.beginSession(head)
            return .events(request)
        case "/commands":
            let commands = try commands(for: head)
            let mayReadGraph = connection.session.account?.readableSouls?.allowSome ?? true
            return .response(
                HTTPResponse(
                    document: CommandList(
                        namespaces: connection.worker.namespaces, commands: commands,
                        gunPath: mayReadGraph ? access.gunPath : nil
                    ).value))
        case "/openapi.json":
            return .response(
                HTTPResponse(
                    document: OpenAPI(
                        namespaces: connection.worker.namespaces, commands: try commands(for: head),
                        isOpen: connection.initialAccount != nil
                    ).document))
        default:
            guard let asset = Asset(path: path) else {
                throw HTTPError(.notFound, "there is nothing at \(path.prefix(128))")
            }
            return .response(asset.response(to: head))
        }
    }

    private func call(_ path: Substring, _ head: HTTPRequestHead) throws(HTTPError) -> Answer {
        guard head.method == .POST else { throw .wrongMethod(head, "POST") }
        try connection.beginSession(head)
        if path == access.toolPath {
            _ = try CallForm(head, for: nil)
            return .body(.message)
        }
        guard path != "/call" else { return .body(.batch(try CallForm(head, for: nil))) }
        let entry = try command(String(path.dropFirst("/call/".count)))
        let version = connection.worker.tablesVersion
        return .body(.call(entry, tablesVersion: version, try CallForm(head, for: entry.command)))
    }

    /// Says what a body means.
    ///
    /// - Throws: `HTTPError` where it is refused.
    func outcome(
        of body: UnsafeRawBufferPointer, for use: BodyUse, _ head: HTTPRequestHead
    ) throws(HTTPError) -> BodyOutcome {
        switch use {
        case .call(let known, let version, let form):
            let worker = connection.worker
            let entry = version == worker.tablesVersion ? known : try command(known.name)
            let requests = CallRequests(worker.requestLimits)
            let count =
                switch form.arguments {
                case .json(let bytes): try requests.add(entry, body: body, bytes)
                case .bytes: try requests.add(entry, [body])
                }
            return .calls(
                requests, SingleAnswer(entry: entry, isCountRight: entry.takes(count), form: form.reply))
        case .batch(let form): return try BatchAnswer.plan(body, form, for: self)
        case .message: return MCPEndpoint(site: self).outcome(of: body, head)
        }
    }

    /// A namespace's command.
    ///
    /// - Throws: `HTTPError` where there is none. What only makes sense on a connection that stays has no place here.
    func command(_ name: String) throws(HTTPError) -> CommandEntry {
        guard let found = connection.worker.command(named: name), found.isInNamespace else {
            throw HTTPError(
                .notFound, "unknown command '\(name.prefix(128))': GET /commands lists those that there are")
        }
        return found
    }

    private func commands(for head: HTTPRequestHead) throws(HTTPError) -> [CommandEntry] {
        try connection.beginSession(head)
        return permitted
    }

    /// The namespaces' commands that the client may call, in the order of their names.
    var permitted: [CommandEntry] {
        let rules = connection.session.account?.rules
        return connection.worker.table(for: .clients).entries.filter { entry in
            entry.isInNamespace && rules?.allow(entry) ?? true
        }
    }
}

extension HTTPError {
    static func wrongMethod(_ head: HTTPRequestHead, _ allowed: String) -> HTTPError {
        HTTPError(
            .methodNotAllowed, "\(head.method.rawValue.prefix(32)) is not for \(head.path.prefix(128)): use \(allowed)",
            headers: ["Allow": allowed])
    }
}

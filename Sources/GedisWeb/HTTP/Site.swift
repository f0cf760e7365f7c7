import GedisCore
import GedisKit
import NIOHTTP1

/// What there is to be asked for over HTTP.
struct Site {
    /// What happens with a request.
    enum Answer {
        /// It is answered, whatever its body is.
        case response(HTTPResponse)
        /// A command is called, with the body's arguments.
        case call(command: String)
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
        if path.hasPrefix("/call/") {
            return try call(String(path.dropFirst("/call/".count)), head)
        }
        guard head.method == .GET || head.method == .HEAD else { throw .wrongMethod(head, "GET, HEAD") }
        switch path {
        case "/resp", access.gunPath ?? "/resp":
            throw HTTPError(
                .upgradeRequired, "a WebSocket is made here",
                headers: ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"])
        case "/commands":
            return .response(
                HTTPResponse(
                    document: CommandList(
                        namespaces: connection.worker.namespaces, commands: try commands(for: head)
                    ).value))
        case "/openapi.json":
            return .response(
                HTTPResponse(
                    document: OpenAPI(namespaces: connection.worker.namespaces, commands: try commands(for: head))
                        .document))
        default:
            guard let asset = Asset(path: path) else {
                throw HTTPError(.notFound, "there is nothing at \(path.prefix(128))")
            }
            return .response(asset.response(host: head.headers.first(name: "Host") ?? ""))
        }
    }

    private func call(_ name: String, _ head: HTTPRequestHead) throws(HTTPError) -> Answer {
        guard head.method == .POST else { throw .wrongMethod(head, "POST") }
        try connection.beginSession(head)
        try requireJSON(head)
        return .call(command: try command(name).name)
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

    /// The commands that the client may call.
    private func commands(for head: HTTPRequestHead) throws(HTTPError) -> [CommandEntry] {
        try connection.beginSession(head)
        let rules = connection.session.account?.rules
        return connection.worker.table(for: .clients).entries.filter { entry in
            entry.isInNamespace && rules?.allow(entry) ?? true
        }
    }

    /// A body that says what it is must be JSON; `curl -d` calls everything a form, which is let pass.
    private func requireJSON(_ head: HTTPRequestHead) throws(HTTPError) {
        let encoding = head.headers.first(name: "Content-Encoding")?.lowercased() ?? "identity"
        let field = head.headers.first(name: "Content-Type") ?? "application/json"
        let type = Substring(field.utf8.prefix { $0 != UInt8(ascii: ";") }).lowercased()
        guard encoding == "identity", type == "application/json" || type == "application/x-www-form-urlencoded" else {
            throw HTTPError(.unsupportedMediaType, "the body must be JSON as it is: application/json")
        }
    }
}

extension HTTPError {
    fileprivate static func wrongMethod(_ head: HTTPRequestHead, _ allowed: String) -> HTTPError {
        HTTPError(
            .methodNotAllowed, "\(head.method.rawValue.prefix(32)) is not for \(head.path.prefix(128)): use \(allowed)",
            headers: ["Allow": allowed])
    }
}

import GedisCore
import GedisKit
import NIOHTTP1

/// What a request's Authorization header says: a user and a password, or a password alone.
struct Credentials {
    let text: [UInt8]
    /// Whether the text may be a password without a user.
    private let isBearer: Bool

    /// Reads the header.
    ///
    /// - Returns: nil where it is of no kind that is known here.
    init?(_ header: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "basic":
            guard let text = Base64.decode(parts[1], isPaddingRequired: false), text.contains(UInt8(ascii: ":")) else {
                return nil
            }
            self.text = text
            isBearer = false
        case "bearer":
            text = Array(parts[1].utf8)
            isBearer = true
        default: return nil
        }
    }

    /// Reads what a request says: in its Authorization header, or in a protocol of the WebSocket that it asks for.
    ///
    /// - Returns: nil where it says nothing.
    /// - Throws: `HTTPError` where the header is of no kind that is known here.
    static func of(_ head: HTTPRequestHead) throws(HTTPError) -> Credentials? {
        guard let header = head.headers.first(name: "Authorization") else {
            return WebSocketProtocols(head).authorization.flatMap { Credentials($0) }
        }
        guard let credentials = Credentials(header) else {
            throw HTTPError(.badRequest, "the Authorization header is neither Basic nor Bearer")
        }
        return credentials
    }

    /// The user, where one is named. A password alone may have a colon in it, so what stands before it must be a user.
    func user(of accounts: Accounts) -> (name: String, password: [UInt8]) {
        if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: text[..<colon], as: UTF8.self)
            if name.isEmpty { return (accounts.default.name, Array(text[(colon + 1)...])) }
            if !isBearer || accounts[name] != nil { return (name, Array(text[(colon + 1)...])) }
        }
        return (accounts.default.name, text)
    }
}

extension Connection {
    /// Begins a request's session: nothing is left of the one before.
    ///
    /// - Parameters:
    ///   - head: what says who it is, unless the client's certificate does
    ///   - call: the call that the request repeats; nil where it repeats none
    /// - Throws: `HTTPError` where it does not say who it is, or says a wrong password.
    func beginSession(_ head: HTTPRequestHead, repeating call: RepeatedCall? = nil) throws(HTTPError) {
        session.reset(to: initialAccount)
        session.version = .resp3
        let credentials = if let call { call.credentials } else { try Credentials.of(head) }
        if let credentials {
            let (name, password) = credentials.user(of: worker.server.accounts)
            do throws(LoginFailure) {
                try authenticate(name, password: password)
            } catch {
                worker.counters.countError(error.reply.code)
                guard case .tooMany(let seconds) = error else { throw .unauthorized(error.reply, head) }
                throw HTTPError(.tooManyRequests, error.reply, headers: ["Retry-After": "\(seconds)"])
            }
        }
        guard session.account != nil else { throw .unauthorized(.authenticationRequired, head) }
    }
}

extension HTTPError {
    /// Asks who the client is. A page's own requests are not offered Basic, for which a browser would open its dialog.
    fileprivate static func unauthorized(_ error: CommandError, _ head: HTTPRequestHead) -> HTTPError {
        var headers: HTTPHeaders = ["WWW-Authenticate": "Bearer realm=\"gedis\""]
        if !head.headers.contains(name: "Sec-Fetch-Mode") {
            headers.add(name: "WWW-Authenticate", value: "Basic realm=\"gedis\", charset=\"UTF-8\"")
        }
        return HTTPError(.unauthorized, error, headers: headers)
    }
}

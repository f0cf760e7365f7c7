import GedisCore
import GedisSettings
import NIOCore
import NIOHTTP1

/// From where HTTP and WebSocket may be used.
///
/// A page of another site can make its reader's browser send requests here, and by a name of its own that resolves to this
/// machine even pass for a page of this server: so both the page's origin and the name by which the server was asked count.
struct WebAccess: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>
    /// The schemes of this server's own pages.
    private let schemes: [String]
    /// The path of GUN's WebSocket; nil where GUN is not spoken.
    let gunPath: String?
    /// The path where commands are tools of the Model Context Protocol; nil where they are not.
    let toolPath: Substring?

    /// Knows a server's names and pages.
    ///
    /// - Parameters:
    ///   - web: what its definition says
    ///   - host: where it listens
    ///   - isEncrypted: whether it is served over TLS
    init(_ web: WebSettings, host: String, isEncrypted: Bool) {
        // Something in front of the server may encrypt where it need not itself.
        schemes = isEncrypted ? ["https"] : web.insecure ? ["http", "https"] : ["http"]
        hosts = Set(([HostName.local, host] + web.hosts).map { $0.lowercased() })
        origins = Set(web.origins.map { $0.lowercased() })
        gunPath = web.gun ? web.gunPath : nil
        toolPath = web.mcp ? "/mcp" : nil
    }

    /// Why a request may not be answered; nil where it may.
    func refusal(of head: HTTPRequestHead) -> HTTPError? {
        let names = head.headers["Host"]
        guard names.count == 1, let host = names.first else {
            return HTTPError(.badRequest, "one Host header is needed")
        }
        guard isOwn(host) else {
            return HTTPError(
                .misdirectedRequest,
                "this server is not known as \(host.prefix(128).debugDescription): web.hosts can name it")
        }
        guard head.uri.hasPrefix("/") else {
            return HTTPError(.badRequest, "the request's target must be a path, without a host or a user")
        }
        guard !head.hasCredentialsInQuery else {
            return HTTPError(
                .badRequest, "no passwords in URLs, which are logged and kept: send an Authorization header")
        }
        if let origin = head.headers.first(name: "Origin"), head.method != .GET || head.isUpgrade,
            !isAllowed(origin, host: host)
        {
            return HTTPError(.forbidden, "pages of \(origin.prefix(128)) may not call: web.origins can name them")
        }
        return nil
    }

    /// Whether a request is for GUN's WebSocket.
    func isGun(_ head: HTTPRequestHead) -> Bool { gunPath.map { head.path == $0 } ?? false }

    /// Whether pages of other origins may read answers.
    var sharesAnswers: Bool { !origins.isEmpty }

    /// Headers by which a browser lets a page of another origin read the answer.
    func sharingHeaders(for head: HTTPRequestHead) -> HTTPHeaders {
        guard sharesAnswers else { return [:] }
        var headers: HTTPHeaders = ["Vary": "Origin"]
        if let origin = head.headers.first(name: "Origin"), origins.contains(origin.lowercased()) {
            headers.add(name: "Access-Control-Allow-Origin", value: origin)
        }
        return headers
    }

    /// Answers a browser that asks what a page of another origin may send.
    static let preflight = HTTPResponse(
        status: .noContent,
        headers: [
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers":
                "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Method, Mcp-Name",
            "Access-Control-Max-Age": "600",
        ])

    private func isAllowed(_ origin: String, host: String) -> Bool {
        if origins.contains(origin.lowercased()) { return true }
        return schemes.contains { origin.lowercased() == "\($0)://\(host.lowercased())" }
    }

    /// Whether a Host header names this server: an address can't be made to mean another machine, a name can.
    private func isOwn(_ host: String) -> Bool {
        var name = host.lowercased()[...]
        // An address of IPv6 has colons of its own, and brackets around it.
        if name.utf8.last != UInt8(ascii: "]"), let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) {
            guard name.utf8[colon...].dropFirst().allSatisfy({ 0x30...0x39 ~= $0 }) else { return false }
            name = name[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") { return isAddress(name.dropFirst().dropLast()) }
        return hosts.contains(String(name)) || isAddress(name)
    }

    private func isAddress(_ text: Substring) -> Bool {
        (try? NIOCore.SocketAddress(ipAddress: String(text), port: 0)) != nil
    }
}

extension HTTPRequestHead {
    /// The path of the target, without its query.
    var path: Substring { Substring(uri.utf8.prefix { $0 != UInt8(ascii: "?") }) }

    /// What follows the path and a question mark; empty where nothing does.
    var query: Substring { uri[uri.utf8.index(uri.startIndex, offsetBy: path.utf8.count)...].dropFirst() }

    /// Whether something else than HTTP shall be spoken from here on.
    var isUpgrade: Bool { headers.contains(name: "Upgrade") }

    fileprivate var hasCredentialsInQuery: Bool {
        guard let query = uri.utf8.firstIndex(of: UInt8(ascii: "?")) else { return false }
        return uri[query...].dropFirst().split(separator: "&").contains { field in
            ["password", "token", "access_token"].contains(field.prefix { $0 != "=" }.lowercased())
        }
    }
}

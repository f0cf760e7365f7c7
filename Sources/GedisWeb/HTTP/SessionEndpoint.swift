import GedisCore
import GedisKit
import NIOHTTP1

/// Hands out tokens that stand in for passwords for some hours: a page that is reloaded signs in again by one.
struct SessionEndpoint {
    let site: Site

    /// Makes a token for who says a password, or ends the one that is said.
    ///
    /// - Throws: `HTTPError` where the request says no password, or a wrong one.
    func response(to head: HTTPRequestHead) throws(HTTPError) -> HTTPResponse {
        let connection = site.connection
        switch head.method {
        case .POST:
            let text = try password(head)
            try connection.beginSession(head)
            // A token that made another one would have no end.
            guard !Connection.isSignIn(text) else {
                throw HTTPError(.forbidden, "a session begins with a password, not with another session's token")
            }
            guard let token = connection.issueSignIn() else {
                throw HTTPError(.badRequest, "this user has no password for which a token could stand")
            }
            return HTTPResponse(document: [
                "user": .string(connection.session.account?.name ?? ""), "token": .string(token),
                "seconds": .integer(Connection.signInSeconds),
            ])
        case .DELETE:
            let text = try password(head)
            try connection.beginSession(head)
            connection.withdrawSignIn(text)
            return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
        default: throw .wrongMethod(head, "POST, DELETE")
        }
    }

    private func password(_ head: HTTPRequestHead) throws(HTTPError) -> [UInt8] {
        guard let header = head.headers.first(name: "Authorization"), let credentials = Credentials(header) else {
            throw HTTPError(.unauthorized, "a session begins with a user and a password, in an Authorization header")
        }
        return credentials.user(of: site.connection.worker.server.accounts).password
    }
}

import Foundation
import TestSupport
import Testing

/// Tokens that a page has in place of a password.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WebSessionTests {
    private struct Session: Decodable {
        var user: String
        var token: String
        var seconds: Int
    }

    @Test func aTokenStandsInForAPasswordUntilItIsWithdrawn() async throws {
        try await withWebServer("password=sesame", "users.vito.password=geheim", "users.vito.commands=calc.*") { web in
            func session(_ method: String, _ words: String...) async throws -> WebServer.Answer {
                try await web.curl("/session", ["--request", method] + words)
            }
            let begun = try await session("POST", "--user", "vito:geheim")
            #expect(begun.status == 200)
            let vito = try JSONDecoder().decode(Session.self, from: Data(begun.body.utf8))
            #expect(vito.user == "vito" && vito.seconds == 8 * 3600)
            let call = ["--user", "vito:\(vito.token)"]
            #expect(try await web.curl("/call/calc.sum", ["--data", "[40]"] + call) == .init(200, "42"))
            #expect(try await web.curl("/call/system.ping", ["--data", ""] + call).status == 403)
            let program = """
                socket = WebSocket(port)
                socket.send(2, request('AUTH', 'vito', '\(vito.token)') + request('ACL', 'WHOAMI'))
                print(socket.bytes(15))
                """
            #expect(try await web.python(program) == [#"b'+OK\r\n$4\r\nvito\r\n'"#])

            #expect(try await session("POST", "--user", "vito:\(vito.token)").status == 403)
            #expect(try await session("POST", "--user", "ada:\(vito.token)").status == 401)
            #expect(try await session("POST", "--user", "vito:wrong").status == 401)
            #expect(try await session("POST").status == 401)
            #expect(try await session("GET", "--user", "vito:geheim").status == 405)
            let foreign = try await session("POST", "--user", "vito:geheim", "--header", "Origin: https://evil.example")
            #expect(foreign.status == 403)

            #expect(try await session("DELETE", "--user", "vito:\(vito.token)").status == 204)
            #expect(try await web.curl("/call/calc.sum", ["--data", "[40]"] + call).status == 401)

            let again = try await session("POST", "--user", "vito:geheim")
            let other = try JSONDecoder().decode(Session.self, from: Data(again.body.utf8))
            try await web.scratch.done("server", "set", "main", "users.vito.password=other")
            try await web.scratch.done("server", "reload", "main")
            let late = try await web.curl("/call/calc.sum", ["--data", "[40]", "--user", "vito:\(other.token)"])
            #expect(late.status == 401, "a token ends with its password")
        }
    }

    @Test func whereNobodyHasAPasswordThereIsNoToken() async throws {
        try await withWebServer { web in
            let answer = try await web.curl("/session", ["--request", "POST", "--user", "default:x"])
            #expect(answer.status == 400)
        }
    }
}

import TestSupport
import Testing

/// Calls of one connection over HTTP that say the same in their heads, or almost.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RepeatedCallTests {
    private static func post(_ command: String, _ body: String, _ fields: String...) -> String {
        let lines =
            ["POST /call/\(command) HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"] + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// Sends requests on one connection.
    ///
    /// - Returns: the bodies of the answers, of those that refuse their statuses.
    private static func answers(to requests: [String], at web: WebServer) throws -> [String] {
        let connection = try RawConnection(port: web.port)
        let last = "GET /commands HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        connection.send(requests.joined() + last)
        var rest = Substring(try connection.rest())
        return try requests.map { _ in
            let head = try #require(
                rest.prefixMatch(of: #/HTTP/1\.1 (\d+) (?s:.*?)Content-Length: (\d+)(?s:.*?)\r\n\r\n/#))
            let body = rest[head.range.upperBound...].prefix(Int(head.2) ?? 0)
            rest = rest[body.endIndex...]
            return String(head.1 == "200" ? body : head.1)
        }
    }

    @Test func eachHasItsOwnBody() async throws {
        try await withWebServer { web in
            let answers = try Self.answers(
                to: [
                    Self.post("calc.sum", "[1,2]"), Self.post("calc.sum", "[3,4]"), Self.post("calc.sum", "[300,4]"),
                    Self.post("calc.sum", "[1"), Self.post("calc.sum", #"{"a": 7}"#), Self.post("calc.mean", "[1,2]"),
                    Self.post("calc.none", "[1,2]"), Self.post("calc.sum", "[5,6]"),
                ], at: web)
            #expect(answers == ["3", "7", "304", "400", "9", "1.5", "404", "11"])
        }
    }

    @Test func whatHeadsSayBesidesCounts() async throws {
        try await withWebServer { web in
            let base64 = "Accept: application/json; bytes=base64"
            let answers = try Self.answers(
                to: [
                    Self.post("calc.bytes", ""), Self.post("calc.bytes", "", base64),
                    Self.post("calc.bytes", "", base64),
                    Self.post("calc.bytes", "", "Accept: application/json"),
                    Self.post("calc.bytes", "", "Content-Type: text/plain"),
                    Self.post("calc.bytes", "", "Origin: https://evil.example"), Self.post("calc.bytes", ""),
                ], at: web)
            let escaped = #""a\\xff\\\"""#
            #expect(answers == [escaped, #""Yf8i""#, #""Yf8i""#, escaped, "415", "403", escaped])
        }
    }

    @Test func whoCallsIsAskedEachTime() async throws {
        try await withWebServer("password=sesame") { web in
            let (right, wrong) = ("Authorization: Bearer sesame", "Authorization: Bearer sesamo")
            let answers = try Self.answers(
                to: [
                    Self.post("calc.sum", "[1]", right), Self.post("calc.sum", "[1]", wrong),
                    Self.post("calc.sum", "[1]"),
                    Self.post("calc.sum", "[2]", right), Self.post("calc.sum", "[3]", right),
                ], at: web)
            #expect(answers == ["3", "401", "401", "4", "5"])
        }
    }

    @Test func aCommandThatIsGoneIsNotFound() async throws {
        try await withWebServer { web in
            let connection = try RawConnection(port: web.port)
            let first = try connection.exchange(Self.post("calc.sum", "[1]"), until: "\r\n\r\n3")
            try await web.scratch.done("server", "remove", "main", "calc", "--force")
            let second = try connection.exchange(Self.post("calc.sum", "[1]"), until: "}}")
            #expect(first.hasPrefix("HTTP/1.1 200 "))
            #expect(second.hasPrefix("HTTP/1.1 404 "))
        }
    }
}

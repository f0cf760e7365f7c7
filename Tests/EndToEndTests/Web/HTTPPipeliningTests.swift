import TestSupport
import Testing

/// Requests of HTTP that are sent before the ones ahead of them are answered.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct HTTPPipeliningTests {
    private static func post(_ command: String, _ body: String) -> String {
        "POST /call/\(command) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let head = "HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// The statuses and bodies of answers, where none is to a HEAD but the one at `head`.
    private static func answers(in text: String, head: Int? = nil) throws -> [String] {
        var rest = text[...]
        var answers: [String] = []
        while !rest.isEmpty {
            let found = try #require(
                rest.prefixMatch(of: #/HTTP/1\.1 (\d+) (?s:.*?)Content-Length: (\d+)(?s:.*?)\r\n\r\n/#), "\(rest)")
            let length = answers.count == head ? 0 : try #require(Int(found.2))
            let body = rest[found.range.upperBound...].utf8.prefix(length)
            answers.append("\(found.1) \(Substring(body))")
            rest = rest[body.endIndex...]
        }
        return answers
    }

    @Test func areAnsweredInTheirOrderBehindOneThatTakesTime() async throws {
        try await withWebServer { web in
            try web.scratch.write(Source.waiter("old"), to: "waiter.swift")
            try await web.scratch.done("server", "add", "main", "waiter.swift")
            let connection = try RawConnection(port: web.port)
            let gate = web.scratch.path("gate")
            connection.send(
                Self.post("calc.sum", "[1]") + Self.post("waiter.until", "[\"\(gate)\"]") + Self.post("calc.sum", "[2]")
                    + Self.head + Self.get + Self.post("waiter.until", "[\"\(gate)\"]") + Self.post("calc.none", "")
                    + Self.post("calc.sum", "[3"))
            let first = try connection.read(until: "\r\n\r\n3")
            try web.scratch.write("", to: "gate")
            connection.send("]" + "nonsense\r\n\r\n")
            let answers = try Self.answers(in: first + connection.rest(), head: 3)
            #expect(answers.map { $0.prefix(3) } == ["200", "200", "200", "200", "200", "200", "404", "400", "400"])
            #expect(answers[2] == "200 4" && answers[3] == "200 " && answers[4].hasPrefix("200 ok"))
            #expect(answers[8] == "400 ")
        }
    }

    @Test func areAnsweredWhereTheClientSendsNoMore() async throws {
        try await withWebServer { web in
            try web.scratch.write(Source.waiter("old"), to: "waiter.swift")
            try await web.scratch.done("server", "add", "main", "waiter.swift")
            let connection = try RawConnection(port: web.port)
            let (mark, gate) = (web.scratch.path("mark"), web.scratch.path("gate"))
            connection.send(Self.post("waiter.wait", "[\"\(mark)\", \"\(gate)\"]") + Self.post("calc.sum", "[2]"))
            connection.finish()
            while !Task.isCancelled, !web.scratch.exists("mark") { await Task.yield() }
            try web.scratch.write("", to: "gate")
            #expect(try Self.answers(in: connection.rest()) == [#"200 "old""#, "200 4"])
        }
    }

    @Test func haveAnswersThatAreLargerTogetherThanWhatWaitsForAClient() async throws {
        try await withWebServer { web in
            let text = String(repeating: "0123456789abcdef", count: 40_000)
            #expect(try RawConnection(port: web.server.port).call("system.set", "big", text) == "+OK\r\n")
            let connection = try RawConnection(port: web.port)
            let (big, small) = (Self.post("system.get", #"["big"]"#), Self.post("calc.sum", "[1]"))
            connection.send(String(repeating: big + small, count: 20))
            connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let answers = try Self.answers(in: connection.rest())
            #expect(answers.count == 41 && answers.last?.hasPrefix("200 ok") == true)
            for index in stride(from: 0, to: 40, by: 2) {
                #expect(answers[index] == "200 \"\(text)\"" && answers[index + 1] == "200 3", "\(index)")
            }
        }
    }

    @Test func aClientThatSendsNoMoreGetsAllOfALargeAnswer() async throws {
        try await withWebServer { web in
            let text = String(repeating: "0123456789abcdef", count: 1 << 19)
            #expect(try RawConnection(port: web.server.port).call("system.set", "big", text) == "+OK\r\n")
            let connection = try RawConnection(port: web.port)
            connection.send(Self.post("system.get", #"["big"]"#))
            connection.finish()
            // The thread that answers this has seen by then that the other client sends no more.
            for _ in 0..<3 { #expect(try await web.call("calc.sum", "[1]").body == "3") }
            #expect(try Self.answers(in: connection.rest()) == ["200 \"\(text)\""])
        }
    }
}

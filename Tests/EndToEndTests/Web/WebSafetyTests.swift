import Foundation
import TestSupport
import Testing

/// What other sites' pages, and clients that mean ill, try.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WebSafetyTests {
    @Test func pagesOfOtherOriginsMayNotCallUnlessTheyAreNamed() async throws {
        try await withWebServer("web.origins=https://app.example.org http://localhost:8080") { web in
            func call(_ origin: String, _ words: String...) async throws -> WebServer.Answer {
                try await web.curl(
                    "/call/calc.sum", ["--include", "--data", "[1]", "--header", "Origin: \(origin)"] + words)
            }
            #expect(try await call("http://localhost:\(web.port)").status == 200)
            for origin in [
                "https://evil.example", "null", "http://localhost:1", "https://app.example.org.evil.example",
            ] {
                let answer = try await call(origin)
                #expect(answer.status == 403 && answer.body.contains("web.origins"), "\(origin)")
                #expect(!answer.body.contains("Access-Control-Allow-Origin"))
                #expect(try await call(origin, "--request", "OPTIONS").status == 403)
            }
            let named = try await call("https://app.example.org")
            #expect(named.status == 200 && named.body.hasSuffix("\r\n\r\n3"))
            #expect(named.body.contains("Access-Control-Allow-Origin: https://app.example.org\r"))
            #expect(named.body.contains("Vary: Origin"))
            let asked = try await call("https://app.example.org", "--request", "OPTIONS")
            #expect(asked.status == 204 && asked.body.contains("Access-Control-Allow-Headers: Authorization"))
            let program = """
                for origin in ['https://evil.example', 'null', f'http://localhost:{port}', 'https://app.example.org']:
                    print(WebSocket(port, origin=origin).status)
                """
            let printed = try await web.python(program)
            #expect(printed == ["403", "403", "101", "101"])
        }
    }

    @Test func namesThatAnybodyCouldHaveGivenThisMachineAreRefused() async throws {
        try await withWebServer("web.hosts=gedis.example.org") { web in
            func status(_ host: String) async throws -> Int {
                try await web.curl("/", ["--header", "Host: \(host)"]).status
            }
            for host in ["localhost:\(web.port)", "LOCALHOST", "127.0.0.1:1", "[::1]:1", "gedis.example.org"] {
                #expect(try await status(host) == 200, "\(host)")
            }
            for host in [
                "evil.example", "evil.example:\(web.port)", "localhost.evil.example", "127.0.0.1.evil.example",
            ] {
                #expect(try await status(host) == 421, "\(host)")
            }
            #expect(try await status("127.0.0.1:1; script-src *") == 421)
            let printed = try await web.python("print(WebSocket(port, host='evil.example').status)")
            #expect(printed == ["421"])
            let two = try RawConnection(port: web.port)
            two.send("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
            two.finish()
            #expect(try two.rest().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func passwordsAreNotTakenFromURLs() async throws {
        try await withWebServer("password=sesame") { web in
            for path in ["/commands?password=sesame", "/commands?a=b&TOKEN=sesame", "/?access_token=sesame"] {
                let answer = try await web.curl(path)
                #expect(answer.status == 400 && answer.body.contains("Authorization header"), "\(path)")
            }
            let connection = try RawConnection(port: web.port)
            connection.send(
                "GET http://default:sesame@localhost/commands HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(try connection.rest().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func whatIsTooLargeIsRefusedBeforeItHasArrived() async throws {
        try await withWebServer("max_request_size=1MB", "password=sesame") { web in
            func reply(_ head: String, _ body: String = "") throws -> String {
                let connection = try RawConnection(port: web.port)
                connection.send("POST /call/calc.sum HTTP/1.1\r\nHost: localhost\r\n\(head)\r\n\r\n\(body)")
                return try connection.rest()
            }
            let bearer = "Authorization: Bearer sesame\r\n"
            let asked = try reply("\(bearer)Content-Length: 1048577\r\nExpect: 100-continue")
            #expect(asked.hasPrefix("HTTP/1.1 413 ") && asked.contains("max_request_size"))
            let chunk = "100000\r\n\(String(repeating: "1", count: 1 << 20))\r\n"
            #expect(
                try reply("\(bearer)Transfer-Encoding: chunked", chunk + chunk).hasPrefix("HTTP/1.1 413 "))
            // Of an unauthenticated client nothing is kept.
            #expect(try reply("Transfer-Encoding: chunked", chunk + chunk).hasPrefix("HTTP/1.1 401 "))
            let field = try reply("X-Much: \(String(repeating: "x", count: 200_000))")
            #expect(field.isEmpty || field.hasPrefix("HTTP/1.1 400 ") || field.hasPrefix("HTTP/1.1 431 "))
            #expect(try reply("Content-Length: nonsense").hasPrefix("HTTP/1.1 400 "))
            #expect(try await web.call("calc.sum", "[1]", "--user", ":sesame").body == "3")
        }
    }

    @Test func aRequestThatDoesNotEndIsDropped() async throws {
        try await withWebServer("handshake_timeout=1") { web in
            for start in ["", "POST /call/calc.sum HTTP/1.1\r\nHost: loc"] {
                let connection = try RawConnection(port: web.port)
                connection.send(start)
                #expect(try connection.rest() == "")
            }
            let slow = try RawConnection(port: web.port)
            slow.send("POST /call/calc.sum HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n[1")
            #expect(try slow.rest().hasPrefix("HTTP/1.1 408 "))
            let several = try RawConnection(port: web.port)
            let request = "POST /call/calc.sum HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n[1]"
            several.send(request + request)
            #expect(try several.rest().matches(of: #/HTTP/1\.1 200 OK[^\[]+?\r\n\r\n3/#).count == 2)
        }
    }

    @Test func connectionsOfTheWebCount() async throws {
        try await withWebServer("max_connections=2") { web in
            let program = """
                clients = [WebSocket(port) for _ in range(2)]
                try:
                    print(WebSocket(port).status)
                except (ConnectionError, IndexError):
                    print('closed')
                clients[0].send(2, request('QUIT'))
                clients[0].bytes(5)
                """
            let printed = try await web.python(program)
            #expect(printed == ["closed"])
        }
    }

    @Test func otherMachinesAreNotServedWithoutTLSUnlessThatIsWanted() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "addr=0.0.0.0", "port=0", "web.port=0")
            let refused = try await scratch.gedis("server", "start", "main")
            #expect(refused.code != 0 && refused.errors.contains("set ssl=true, or web.insecure=true"))
            try await scratch.done("server", "set", "main", "web.insecure=true")
            let server = try await scratch.startAgain()
            let port = try #require(server.greeting.firstMatch(of: #/ · web at http://0\.0\.0\.0:(\d+)/ · /#)?.1)
            let outcome = try await scratch.run("curl", ["--silent", "http://127.0.0.1:\(port)/commands"])
            #expect(outcome.output.contains("system.ping"))
        }
    }
}

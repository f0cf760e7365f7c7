import TestSupport
import Testing

/// Calls by HTTP with curl.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct HTTPCallTests {
    private typealias Answer = WebServer.Answer

    @Test(arguments: [[], ["ssl=true"]]) func argumentsGoInAndResultsComeOutAsJSON(
        assignments: [String]
    ) async throws {
        try await withWebServer(assignments.first ?? "ssl=false") { web in
            #expect(try await web.call("system.set", #"["name","víto"]"#) == Answer(200, #""OK""#))
            #expect(try await web.call("SYSTEM.Get", #"["name"]"#) == Answer(200, #""víto""#))
            #expect(try await web.call("system.get", #"["none"]"#) == Answer(200, "null"))
            #expect(try await web.call("calc.sum", "[40]") == Answer(200, "42"))
            #expect(try await web.call("calc.sum", #"{"b": 2, "a": "40"}"#) == Answer(200, "42"))
            #expect(try await web.call("calc.sum", #"{"a": 40, "b": null}"#) == Answer(200, "42"))
            #expect(
                try await web.call("calc.sum", "[9007199254740993,0]") == Answer(200, "9007199254740993"))
            // What is left out before another one is what stands in for it.
            let noted = try await web.call("calc.pick", #"{"text": "a", "note": "b"}"#)
            #expect(noted.status == 200 && noted.body.contains(#""note":"b""#) && noted.body.contains(#""text":"a""#))
            #expect(try await web.call("calc.mean", "[1, 2.5e0, 4]") == Answer(200, "2.5"))
            #expect(try await web.call("calc.mean", #"{"values": [1, 2]}"#) == Answer(200, "1.5"))
            #expect(try await web.call("calc.mean", "") == Answer(200, "null"))
            let picked = try await web.call("calc.pick", #"{"text": "a\"\u00e9\ud83d\ude00\n", "upper": true}"#)
            #expect(
                picked.body == #"{"note":"-","text":"A\"É😀\n"}"# || picked.body == #"{"text":"A\"É😀\n","note":"-"}"#)
            #expect(try await web.call("calc.bytes", "[]") == Answer(200, #""a\\xff\\\"""#))
        }
    }

    @Test func bytesGoInAndComeOutUnlikeAnyText() async throws {
        try await withWebServer { web in
            let printed = try await web.python(
                #"""
                import json, re
                from urllib.error import HTTPError
                from urllib.request import urlopen

                def call(*arguments):
                    url = f'http://localhost:{port}/call/calc.same'
                    try:
                        return json.load(urlopen(url, json.dumps(arguments).encode()))
                    except HTTPError as error:
                        return error.code, json.load(error)['error']['message']

                short = {'a': 7, 'b': 8, 't': 9, 'n': 10, 'r': 13}

                def read(text):
                    """Reads a string of a reply as the documentation says."""
                    if not re.search(r'\\x[0-9a-fA-F]{2}', text):
                        return text.encode()
                    def byte(match):
                        escape = match[1]
                        return chr(int(escape[1:], 16) if escape[0] == 'x' else short.get(escape, ord(escape[0])))
                    return re.sub(r'\\(x..|.)', byte, text).encode('latin-1')

                def escaped(data):
                    return {'bytes': ''.join(f'\\x{byte:02x}' for byte in data)}

                everything = bytes(range(256))
                [reply] = call(escaped(everything))
                print(read(reply) == everything, call({'bytes': reply}) == [reply])
                print(all(read(call(escaped(bytes([n])))[0]) == bytes([n]) for n in range(256)))
                # Text that looks like bytes is text, and the bytes that it looks like are others.
                for text in [r'a\xff', r'a\\xff', r'C:\xab', r'\x41', 'plain', 'víto', 'a\n', '"', '\\']:
                    [reply] = call(text)
                    print(json.dumps(reply), read(reply) == text.encode(), call({'bytes': reply}) == [reply])
                print(*call({'bytes': r'a\xff'}))
                print(*call('1', {'bytes': r'\x32'}, '3'), *call({'bytes': 'text'}))
                print(*call({'bytes': r'\xff\q'}))
                print(*call({'bytes': 1}))
                print(*call({'bytes': 'a', 'more': 'b'}))
                """#)
            let refusal =
                #"400 argument 1 'value' must be a string, a number, true or false, or bytes as {"bytes": "\xff"}"#
            #expect(
                printed == [
                    "True True", "True", #""a\\\\xff" True True"#, #""a\\\\\\\\xff" True True"#,
                    #""C:\\\\xab" True True"#, #""\\\\x41" True True"#, #""plain" True True"#,
                    #""v\u00edto" True True"#, #""a\n" True True"#, #""\"" True True"#, #""\\" True True"#,
                    #"a\xff"#, "1 2 3 text", refusal, refusal, refusal,
                ])
        }
    }

    @Test func whatIsWrongHasAStatusACodeAndAReason() async throws {
        let calls = [
            ("calc.sum", "[1", 400, "ERR", "the body is no JSON: at byte 2"),
            ("calc.sum", #""1""#, 400, "ERR", "the body must be a JSON array"),
            ("calc.sum", "[[1]]", 400, "ERR", "argument 1 'a' must be a string, a number, true or false"),
            ("calc.sum", "[null, 1]", 400, "ERR", "argument 1 'a' must be"),
            ("calc.sum", "[1, 2, 3]", 400, "ERR", "wrong number of arguments for 'calc.sum' command"),
            ("calc.sum", #"["one"]"#, 400, "ERR", "calc.sum: argument 1 'a' must be an integer, got \\\"one\\\""),
            ("calc.sum", #"{"a": 1, "c": 2}"#, 400, "ERR", "there is no parameter 'c': there are a, b"),
            ("calc.sum", #"{"b": 1}"#, 400, "ERR", "the parameter 'a' is missing"),
            ("calc.sum", String(repeating: "[", count: 100_000), 400, "ERR", "the body is no JSON"),
            ("calc.wait", #"["x"]"#, 400, "ERR", "calc.wait: argument 1 'seconds' must be an integer"),
            ("calc.none", "[]", 404, "ERR", "unknown command 'calc.none'"),
            ("subscribe", #"["news"]"#, 404, "ERR", "unknown command 'subscribe'"),
            ("calc.fail", "[]", 500, "NOTFOUND", "no such account"),
            ("calc.store", "[]", 503, "BACKEND", "data: away"),
            ("calc.wait", "[]", 504, "TIMEOUT", "calc.wait: took longer than 1 s"),
        ]
        try await withWebServer("command_timeout=1") { web in
            for (command, body, status, code, message) in calls {
                let answer = try await web.call(command, body)
                #expect(answer.status == status, "\(command) \(body.prefix(80))")
                #expect(answer.body.hasPrefix(#"{"error":{"code":"\#(code)","message":"\#(message)"#), "\(answer.body)")
            }
            let get = try await web.curl("/call/calc.sum")
            #expect(get.status == 405 && get.body.contains("use POST"))
            let text = try await web.call("calc.sum", "[1]", "--header", "Content-Type: text/plain")
            #expect(text.status == 415 && text.body.contains("application/json"))
            #expect(try await web.curl("/nowhere").status == 404)
        }
    }

    @Test func moreArgumentsThanARequestMayHaveAreRefused() async throws {
        try await withWebServer("max_request_size=1MB", "max_arguments=1000") { web in
            let mean = try await web.call("calc.mean", "[\(Array(repeating: "1", count: 999).joined(separator: ","))]")
            #expect(mean == Answer(200, "1"))
            let bodies = [
                "[\(Array(repeating: "1", count: 1000).joined(separator: ","))]",
                "[\(Array(repeating: "1", count: 500_000).joined(separator: ","))]",
                "[\(Array(repeating: "null", count: 200_000).joined(separator: ","))]",
                "{\(Array(repeating: #""values":[]"#, count: 80_000).joined(separator: ","))}",
                "{\"values\":[\(Array(repeating: "1", count: 500_000).joined(separator: ","))]}",
            ]
            for body in bodies {
                let answer = try await web.call("calc.mean", body)
                #expect(answer.status == 400 && answer.body.contains("max_arguments"), "\(answer)")
            }
        }
        // Small arguments are longer in RESP than in JSON: here their request has more bytes than a request may have.
        try await withWebServer("max_request_size=1MB") { web in
            let many = Array(repeating: "1", count: 400_000).joined(separator: ",")
            let long = String(repeating: "x", count: 100)
            let answer = try await web.call("calc.mean", "[\(many),\"\(long)\"]")
            #expect(answer.status == 413 && answer.body.contains("max_request_size"), "\(answer)")
            #expect(try await web.call("calc.mean", "[\(many)]") == Answer(200, "1"))
        }
    }

    @Test func usersSayWhoTheyAreAndCallWhatTheyMay() async throws {
        try await withWebServer("password=se:same") { web in
            for assignment in ["users.vito.password=geheim", "users.vito.commands=calc.* -calc.fail"] {
                try await web.scratch.done("server", "set", "main", assignment)
            }
            try await web.scratch.done("server", "reload", "main")
            for (words, status) in [
                (["--user", ":se:same"], 200), (["--user", "default:se:same"], 200),
                (["--header", "Authorization: Bearer se:same"], 200), (["--user", "vito:geheim"], 200),
                (["--header", "Authorization: Bearer vito:geheim"], 200), ([], 401), (["--user", "vito:same"], 401),
                (["--header", "Authorization: Bearer geheim"], 401), (["--header", "Authorization: Digest x"], 400),
            ] {
                #expect(try await web.curl("/call/calc.sum", ["--data", "[1]"] + words).status == status, "\(words)")
            }
            let asked = try await web.curl("/call/calc.sum", ["--include", "--data", "[1]"])
            #expect(asked.body.contains("WWW-Authenticate: Bearer") && asked.body.contains("WWW-Authenticate: Basic"))
            let page = try await web.curl("/call/calc.sum", ["-i", "-d", "[1]", "-H", "Sec-Fetch-Mode: cors"])
            #expect(!page.body.contains("WWW-Authenticate: Basic"))
            let refused = try await web.call("calc.fail", "[]", "--user", "vito:geheim")
            #expect(refused.status == 403 && refused.body.contains("NOPERM"))
            // The second request of a connection is not of the first one's user.
            let statuses = try await web.python(
                """
                import http.client
                connection = http.client.HTTPConnection('localhost', port)
                for headers in [{'Authorization': 'Bearer vito:geheim'}, {}, {'Authorization': 'Bearer se:same'}]:
                    connection.request('POST', '/call/calc.sum', '[1]', headers)
                    answer = connection.getresponse()
                    print(answer.status, connection.sock is not None)
                    answer.read()
                """)
            #expect(statuses == ["200 True", "401 True", "200 True"])
        }
    }

    @Test func whoeverGuessesPasswordsHasToWait() async throws {
        try await withWebServer("password=sesame") { web in
            var statuses: [Int] = []
            for _ in 0..<40 where statuses.last != 429 {
                statuses.append(try await web.call("calc.sum", "[1]", "--user", ":wrong").status)
            }
            #expect(statuses.first == 401 && statuses.last == 429)
            let answer = try await web.curl("/call/calc.sum", ["--include", "--data", "[1]", "--user", ":wrong"])
            #expect(answer.status == 429 && answer.body.contains("Retry-After: "))
        }
    }
}

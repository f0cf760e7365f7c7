import TestSupport
import Testing

/// Several calls in a request, bytes as they are and as base64, and compressed answers.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct BatchCallTests {
    private typealias Answer = WebServer.Answer

    @Test func eachCallOfABatchIsAnsweredByItselfInOrder() async throws {
        try await withWebServer(
            "password=sesame", "users.vito.password=geheim", "users.vito.commands=calc.* -calc.fail",
            "command_timeout=1"
        ) { web in
            func batch(_ body: String, _ words: String...) async throws -> Answer {
                try await web.curl("/call", ["--data-binary", "@-", "--user", "vito:geheim"] + words, input: body)
            }
            let calls = """
                [{"command": "calc.sum", "arguments": [40]}, {"command": "CALC.Sum", "arguments": {"b": 1, "a": 2}},
                {"command": "calc.none"}, {"command": "calc.sum", "arguments": ["one"]}, {"command": "calc.mean"},
                {"command": "calc.wait", "arguments": []}, {"command": "calc.fail"}, {"command": "system.ping"},
                {"command": "calc.sum", "arguments": 7}, {"command": "calc.sum", "argument": [1]}, 7,
                {"command": "calc.sum", "arguments": [1, 1]}]
                """
            func error(_ message: String, _ code: String = "ERR") -> String {
                #"{"error":{"code":"\#(code)","message":"\#(message)"}}"#
            }
            let expected = [
                #"{"result":42}"#, #"{"result":3}"#,
                error("unknown command 'calc.none': GET /commands lists those that there are"),
                error(#"calc.sum: argument 1 'a' must be an integer, got \"one\""#), #"{"result":null}"#,
                error("calc.wait: took longer than 1 s, and was cancelled", "TIMEOUT"),
                error("User vito has no permissions to run the 'calc.fail' command", "NOPERM"),
                error("User vito has no permissions to run the 'system.ping' command", "NOPERM"),
                error("the arguments must be an array, or an object by the parameters' names"),
                error("a call has no member 'argument': there are command, arguments"),
                error(#"a call must be an object such as {\"command\": \"…\", \"arguments\": […]}"#), #"{"result":2}"#,
            ]
            #expect(try await batch(calls) == Answer(200, "[\(expected.joined(separator: ","))]"))
            #expect(try await batch("[]") == Answer(200, "[]"))
            #expect(try await batch("[7]").body == "[\(expected[10])]")
            let many = Array(repeating: #"{"command":"calc.sum","arguments":[1]}"#, count: 1000)
            let sums = "[\(Array(repeating: #"{"result":3}"#, count: 1000).joined(separator: ","))]"
            #expect(try await batch("[\(many.joined(separator: ","))]") == Answer(200, sums))
            let more = try await batch("[\((many + ["7"]).joined(separator: ","))]")
            #expect(more.status == 400 && more.body.contains("more than 1000 calls"))
            #expect(try await batch("{}").status == 400)
            #expect(try await batch("[", "--request", "PUT").status == 405)
            #expect(try await web.curl("/call", ["--data", "[]"]).status == 401)
            let foreign = try await batch("[]", "--header", "Origin: https://evil.example")
            #expect(foreign.status == 403)
        }
    }

    @Test func answersThatAreTooLargeTogetherAreNotKept() async throws {
        try await withWebServer("output_limit=1MB") { web in
            let get = #"{"command": "system.get", "arguments": ["big"]}"#
            let text = String(repeating: "x", count: 600_000)
            #expect(try await web.call("system.set", #"["big", "\#(text)"]"#).status == 200)
            let answer = try await web.curl("/call", ["--data-binary", "@-"], input: "[\(get),\(get),\(get),\(get)]")
            #expect(answer.status == 200 && answer.body.utf8.count < 1_300_000)
            #expect(answer.body.ranges(of: "larger together than output_limit").count == 2)
        }
    }

    @Test func bytesGoInAndComeOutAsTheyAre() async throws {
        try await withWebServer { web in
            try web.scratch.write(Source.orders, to: "orders.swift")
            try await web.scratch.done("server", "add", "main", "orders.swift")
            let printed = try await web.python(
                #"""
                import json
                from urllib.error import HTTPError
                from urllib.request import Request, urlopen
                octets, base64 = 'application/octet-stream', 'application/json; bytes=base64'

                def call(name, body, kind='application/json', accept=None):
                    body = body if isinstance(body, bytes) else json.dumps(body).encode()
                    headers = {'Content-Type': kind} | ({'Accept': accept} if accept else {})
                    path = f'/call/{name}' if name else '/call'
                    try:
                        answer = urlopen(Request(f'http://localhost:{port}{path}', body, headers))
                    except HTTPError as error:
                        answer = error
                    return answer.status, answer.headers['Content-Type'], answer.read()

                everything = bytes(range(256))
                print(call('orders.echo', everything, octets, octets) == (200, octets, everything))
                print(call('orders.echo', b'', octets, octets))
                print(call('orders.echo', b'"text"', octets))
                print(*call('orders.echo', ['/2E='], base64, base64))
                print(*call('orders.echo', [{'base64': '/2E='}], accept=f'{octets};q=0.5, {base64};q=0.9'))
                print(*call('orders.echo', ['a'], accept=f'{octets}, */*;q=0.1'))
                print(*call('orders.echo', ['?'], base64))
                print(*call('orders.count', b'{}', octets))
                print(*call('calc.sum', [1], accept=octets))
                order = {'items': [], 'seal': '/wE=', 'note': r'a\xff'}
                for accept in [None, base64]:
                    placed = json.loads(call('orders.place', [order], accept=accept)[2])
                    print(placed['seal'], placed['note'])
                print(*call('', [{'command': 'orders.echo', 'arguments': ['/2E=']}], base64, base64))
                """#)
            #expect(
                printed == [
                    "True", "(200, 'application/octet-stream', b'')", #"(200, 'application/json', b'"\\"text\\""')"#,
                    #"200 application/json; bytes=base64 b'"/2E="'"#, #"200 application/json; bytes=base64 b'"/2E="'"#,
                    "200 application/octet-stream b'a'",
                    "400 application/json b'"
                        + #"{"error":{"code":"ERR","message":"argument 1 \'data\' must be a string of base64"}}'"#,
                    "415 application/json b'"
                        + #"{"error":{"code":"ERR","message":"the body must be JSON as it is: application/json"}}'"#,
                    "200 application/json b'3'", #"\xff\x01 a\\xff"#, #"/wE= a\xff"#,
                    #"200 application/json; bytes=base64 b'[{"result":"/2E="}]'"#,
                ])
        }
    }

    @Test func largeAnswersAreCompressedForWhoeverAsks() async throws {
        try await withWebServer { web in
            let text = String(repeating: "víto ", count: 20000)
            #expect(try await web.call("system.set", #"["big", "\#(text)"]"#).status == 200)
            let printed = try await web.python(
                """
                import gzip, json
                from urllib.request import Request, urlopen
                for encoding in ['gzip', 'deflate, gzip;q=0.5', 'gzip;q=0', 'identity', '*']:
                    headers = {'Accept-Encoding': encoding}
                    answer = urlopen(Request(f'http://localhost:{port}/call/system.get', b'["big"]', headers))
                    body, coded = answer.read(), answer.headers['Content-Encoding']
                    whole = json.loads(gzip.decompress(body) if coded else body)
                    print(coded, len(body) < 5000, whole == 'víto ' * 20000, answer.headers['Vary'])
                small = urlopen(Request(f'http://localhost:{port}/call/calc.sum', b'[1]', {'Accept-Encoding': 'gzip'}))
                print(small.headers['Content-Encoding'], small.read())
                """)
            let packed = "gzip True True Accept-Encoding"
            let plain = "None False True Accept-Encoding"
            #expect(printed == [packed, packed, plain, plain, packed, "None b'3'"])
        }
    }
}

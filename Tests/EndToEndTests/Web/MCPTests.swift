import Foundation
import TestSupport
import Testing

/// Commands as tools of the Model Context Protocol, by the protocol's own client in Python.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct MCPTests {
    /// What each program begins with: `client(user)` connects, as the newest revision has it or as those before had.
    private static let start = #"""
        import asyncio, json
        from mcp import Client
        from mcp.client.streamable_http import streamable_http_client
        from mcp.shared._httpx_utils import create_mcp_http_client
        from mcp.shared.exceptions import MCPError
        from urllib.error import HTTPError
        from urllib.request import Request, urlopen

        def client(user=None, mode='auto'):
            headers = {'Authorization': f'Bearer {user}'} if user else {}
            return Client(streamable_http_client(
                f'http://localhost:{port}/mcp', http_client=create_mcp_http_client(headers)), mode=mode)

        def post(message, **headers):
            body = message if isinstance(message, bytes) else json.dumps(message).encode()
            headers = {name.replace('_', '-'): value for name, value in headers.items()}
            request = Request(f'http://localhost:{port}/mcp', body, {'Content-Type': 'application/json'} | headers)
            try:
                answer = urlopen(request)
            except HTTPError as error:
                answer = error
            text = answer.read()
            return answer.status, json.loads(text) if text else None


        """#

    @Test func theSDKListsAndCallsTools() async throws {
        try await withWebServer("web.mcp=true") { web in
            try web.scratch.write(Source.orders, to: "orders.swift")
            try await web.scratch.done("server", "add", "main", "orders.swift")
            for (mode, version) in [("auto", "2026-07-28"), ("legacy", "2025-11-25")] {
                let printed = try await web.python(
                    Self.start + """
                        async def main():
                            async with client(mode='\(mode)') as tools:
                                print(tools.protocol_version, tools.server_info.name, tools.instructions.split('\\n'))
                                found = {tool.name: tool for tool in (await tools.list_tools()).tools}
                                total = found['calc.sum']
                                print(total.description, total.input_schema['required'], total.input_schema['properties']['b'])
                                print(total.output_schema['properties'])
                                place = found['orders.place']
                                print(place.input_schema['$defs']['Orders.Order']['properties']['seal'])
                                print(place.output_schema['type'], place.output_schema['$ref'])
                                print(found['orders.stock'].description.split('\\n')[-1])
                                result = await tools.call_tool('calc.sum', {'a': 40})
                                print(result.is_error, result.structured_content, result.content[0].text)
                                order = {'items': [{'sku': 'a1', 'count': 2, 'gift': True}], 'seal': '/wE=',
                                    'due': '2026-01-31T12:00:00Z', 'labels': {'to': 'vito'}}
                                result = await tools.call_tool('orders.place', {'order': order, 'urgent': True})
                                placed = result.structured_content
                                print(placed == order | {'size': 'small'})
                                print(json.loads(result.content[0].text) == placed)
                                result = await tools.call_tool('orders.echo', {'data': '/2E='})
                                print(result.structured_content, result.content[0].text)
                                result = await tools.call_tool('calc.mean', {'values': []})
                                print(result.structured_content)
                                result = await tools.call_tool('system.set', {'key': 'name', 'value': 'x'})
                                print(result.structured_content, result.content[0].text)
                                for name, arguments in [
                                    ('calc.sum', {'a': 'one'}), ('calc.sum', {}), ('calc.sum', {'a': 1, 'c': 2}),
                                    ('orders.place', {'order': {'items': [{'sku': 'a1', 'count': 'x'}]}}),
                                    ('orders.echo', {'data': '?'}), ('calc.fail', {}), ('calc.mean', {'values': ['inf']}),
                                ]:
                                    result = await tools.call_tool(name, arguments)
                                    print(result.is_error, result.content[0].text)
                                try:
                                    await tools.call_tool('calc.none', {})
                                except MCPError as error:
                                    print(error.error.code, error.error.message)
                        asyncio.run(main())
                        """)
                #expect(
                    printed == [
                        "\(version) gedis ['calc: Arithmetic.', 'orders: Orders.', 'system: \(Self.systemSummary)']",
                        "Adds two numbers. ['a'] {'type': 'integer', 'default': 2}",
                        "{'result': {'type': 'integer'}}",
                        "{'anyOf': [{'type': 'string', 'contentEncoding': 'base64'}, {'type': 'null'}]}",
                        "object #/$defs/Orders.Order.reply", "Deprecated: use count instead", "False {'result': 42} 42",
                        "True", "True", "{'result': '/2E='} /2E=", "{'result': None}", "None OK",
                        #"True ERR calc.sum: argument 1 'a' must be an integer, got "one""#,
                        "True ERR the parameter 'a' is missing", "True ERR there is no parameter 'c': there are a, b",
                        #"True ERR orders.place: argument 1 'order' items[0].count must be an integer from 0 to 255, got "x""#,
                        "True ERR argument 1 'data' must be a string of base64", "True NOTFOUND no such account",
                        "True ERR the result has a number in it that JSON has not: infinite, or none",
                        "-32602 unknown tool calc.none",
                    ], "\(mode)")
            }
        }
    }

    private static let systemSummary = "The commands that every server has."

    @Test func aUserSeesAndCallsWhatItMay() async throws {
        try await withWebServer(
            "web.mcp=true", "password=sesame", "users.vito.password=geheim",
            "users.vito.commands=calc.* -calc.fail", "rates=calc.mean: 1/h", "slowlog_milliseconds=1"
        ) { web in
            let printed = try await web.python(
                Self.start + """
                    async def main():
                        async with client('vito:geheim') as tools:
                            print(*[tool.name for tool in (await tools.list_tools()).tools])
                            for name in ['calc.fail', 'calc.mean', 'calc.mean', 'system.ping']:
                                result = await tools.call_tool(name, {})
                                print(result.is_error, result.content[0].text)
                            await tools.call_tool('calc.wait', {'seconds': 1})
                    asyncio.run(main())
                    print(post({'jsonrpc': '2.0', 'id': 1, 'method': 'ping'})[0])
                    """)
            #expect(
                printed[0..<4] == [
                    "calc.bytes calc.mean calc.pick calc.same calc.store calc.sum calc.wait",
                    "True NOPERM User vito has no permissions to run the 'calc.fail' command", "False null", printed[3],
                ])
            #expect(printed[3].hasPrefix("True THROTTLED"))
            #expect(
                printed[4...] == ["True NOPERM User vito has no permissions to run the 'system.ping' command", "401"])
            let port = web.server.port
            let statistics = try await web.scratch.redisCLI(
                port, "-a", "sesame", "--no-auth-warning", "INFO", "commandstats")
            #expect(statistics.contains(#/cmdstat_calc\.mean:calls=1,.*rejected_calls=1/#), "\(statistics)")
            let slow = try await web.scratch.redisCLI(port, "-a", "sesame", "--no-auth-warning", "SLOWLOG", "GET")
            #expect(slow.contains("calc.wait"))
        }
    }

    @Test func whatIsNoMessageIsRefusedAsTheProtocolSays() async throws {
        try await withWebServer("web.mcp=true") { web in
            let printed = try await web.python(
                Self.start + """
                    def call(method, params=None, **headers):
                        status, answer = post({'jsonrpc': '2.0', 'id': 'a', 'method': method, 'params': params or {}}, **headers)
                        print(status, answer.get('error', {}).get('code'), answer['id'])

                    def modern(method, version='2026-07-28', named='2026-07-28', header=None, **params):
                        params['_meta'] = {
                            'io.modelcontextprotocol/protocolVersion': version,
                            'io.modelcontextprotocol/clientCapabilities': {}}
                        call(method, params, MCP_Protocol_Version=named, Mcp_Method=header or method, Mcp_Name='calc.sum')

                    for body in [b'{', b'[]', b'{"id": 1}', b'{"jsonrpc": "2.0", "id": [], "method": "ping"}']:
                        status, answer = post(body)
                        print(status, answer['error']['code'], answer['id'])
                    print(*post({'jsonrpc': '2.0', 'method': 'notifications/initialized'}))
                    call('ping'), call('prompts/list'), call('tools/call', {}), call('tools/list', {'cursor': 7})
                    call('initialize', {'protocolVersion': '1999-01-01'})
                    call('ping', MCP_Protocol_Version='1999-01-01')
                    modern('tools/list'), modern('server/discover'), modern('ping')
                    modern('tools/list', version='1999-01-01'), modern('tools/list', named='2025-11-25')
                    modern('tools/list', header='tools/call'), modern('tools/call', name='calc.mean', arguments={})
                    modern('tools/call', name='calc.sum', arguments={'a': 1})
                    """)
            #expect(
                printed == [
                    "400 -32700 None", "400 -32600 None", "400 -32600 1", "400 -32600 None", "202 None",
                    "200 None a", "200 -32601 a", "200 -32602 a", "200 -32602 a", "200 None a", "400 -32022 a",
                    "200 None a", "200 None a", "404 -32601 a", "400 -32022 a", "400 -32020 a", "400 -32020 a",
                    "400 -32020 a", "200 None a",
                ])
            #expect(try await web.curl("/mcp").status == 405)
            #expect(try await web.curl("/mcp", ["--request", "DELETE"]).status == 405)
            let ping = #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#
            let json = ["--header", "Content-Type: application/json", "--data", ping]
            #expect(try await web.curl("/mcp", json + ["--header", "Origin: https://evil.example"]).status == 403)
            #expect(try await web.curl("/mcp", json + ["--header", "Host: evil.example"]).status == 421)
        }
        try await withWebServer { web in
            let answer = try await web.curl("/mcp")
            #expect(answer.status == 404)
        }
    }

    @Test func manyToolsComeInPages() async throws {
        try await withWebServer("web.mcp=true") { web in
            let commands = (0..<130).map { "    func c\($0)() -> Int { \($0) }" }.joined(separator: "\n")
            try web.scratch.write("import GedisKit\nstruct Many {\n\(commands)\n}\n", to: "many.swift")
            try await web.scratch.done("server", "add", "main", "many.swift")
            let printed = try await web.python(
                Self.start + """
                    async def main():
                        async with client() as tools:
                            names, cursor, pages = set(), None, 0
                            while True:
                                page = await tools.list_tools(cursor=cursor)
                                names |= {tool.name for tool in page.tools}
                                pages, cursor = pages + 1, page.next_cursor
                                if cursor is None:
                                    break
                            print(pages, {f'many.c{number}' for number in range(130)} <= names)
                            print((await tools.call_tool('many.c129', {})).structured_content)
                    asyncio.run(main())
                    """)
            #expect(printed == ["2 True", "{'result': 129}"])
        }
    }
}

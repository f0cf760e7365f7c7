import Foundation
import TestSupport
import Testing

/// Clients of the Model Context Protocol are notified when they may call other tools than before.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct MCPNotificationTests {
    /// A client that prints its tools, a line that asks for a change, and the tools after it was notified.
    private static let program = """
        import asyncio, subprocess
        from mcp import Client
        from mcp.client.streamable_http import streamable_http_client
        from mcp.shared._httpx_utils import create_mcp_http_client
        import mcp_types as types

        changed = asyncio.Event()

        async def handle(message):
            if isinstance(message, types.ToolListChangedNotification):
                changed.set()

        def client(mode, user='vito:geheim'):
            http = create_mcp_http_client({'Authorization': f'Bearer {user}'} if user else {})
            return Client(streamable_http_client(f'http://localhost:{port}/mcp', http_client=http), mode=mode,
                message_handler=handle)

        async def names(tools):
            return ' '.join(tool.name for tool in (await tools.list_tools()).tools)

        async def change(*words):
            process = await asyncio.create_subprocess_exec(tool, *words, stdout=subprocess.DEVNULL)
            assert await process.wait() == 0

        async def modern(*changes):
            async with client('auto') as tools:
                async with tools.listen(tools_list_changed=True) as events:
                    print(events.honored.tools_list_changed, await names(tools))
                    for words in changes:
                        await change(*words)
                        print(type(await anext(events)).__name__, await names(tools))

        async def legacy(*changes):
            # The stream is asked for beside the first request: until it is there, a change may be missed.
            async with client('legacy') as tools:
                print(tools.server_capabilities.tools.list_changed, await names(tools))
                for words in changes:
                    while not changed.is_set():
                        await change(*words[0])
                        await change(*words[1])
                        try:
                            await asyncio.wait_for(changed.wait(), 1)
                        except asyncio.TimeoutError:
                            pass
                    changed.clear()
                    print(await names(tools))

        """

    @Test func aNamespaceComesChangesAndGoes() async throws {
        try await withTools(commands: "calc.sum one.*") { run in
            let printed = try await run(
                """
                asyncio.run(modern(['server', 'add', 'main', 'one.py'], ['server', 'add', 'main', 'two.py', '--as', 'one'],
                    ['server', 'remove', 'main', 'one', '--force']))
                """)
            #expect(
                printed == [
                    "True calc.sum", "ToolsListChanged calc.sum one.first", "ToolsListChanged calc.sum one.second",
                    "ToolsListChanged calc.sum",
                ])
        }
    }

    @Test func otherRightsAreOtherTools() async throws {
        try await withTools(commands: "calc.sum") { run in
            let printed = try await run(
                """
                async def main():
                    await change('server', 'set', 'main', 'users.vito.commands=calc.sum calc.mean')
                    await modern(['server', 'reload', 'main'])
                asyncio.run(main())
                """)
            #expect(printed == ["True calc.sum", "ToolsListChanged calc.mean calc.sum"])
        }
    }

    @Test func clientsThatBeginWithInitializeAreNotified() async throws {
        try await withTools(commands: "calc.sum one.*") { run in
            let printed = try await run(
                """
                one = [['server', 'add', 'main', 'one.py', '--as', 'one'], ['server', 'add', 'main', 'two.py', '--as', 'one']]
                asyncio.run(legacy(one))
                """)
            #expect(printed == ["True calc.sum", "calc.sum one.second"])
        }
    }

    @Test func aStreamEndsWithItsServer() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "web.port=0", "web.mcp=true")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            let printed = try await web.python(
                "tool = '\(Tool.path)'\n" + Self.program + """
                    async def main():
                        async with client('auto', None) as tools:
                            async with tools.listen(tools_list_changed=True) as events:
                                await change('server', 'stop', 'main')
                                print([type(event).__name__ async for event in events])
                    asyncio.run(main())
                    """)
            #expect(printed == ["[]"])
        }
    }

    /// Serves tools to a user who may call some commands, and hands out what runs a program.
    private func withTools(
        commands: String, _ body: ((String) async throws -> [String]) async throws -> Void
    ) async throws {
        try await withWebServer("web.mcp=true", "users.vito.password=geheim", "users.vito.commands=\(commands)") {
            web in
            try web.scratch.write("def first() -> int:\n    return 1\n", to: "one.py")
            try web.scratch.write("def second() -> int:\n    return 2\n", to: "two.py")
            try await body { try await web.python("tool = '\(Tool.path)'\n" + Self.program + $0) }
        }
    }
}

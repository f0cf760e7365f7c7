import TestSupport
import Testing

/// Sources in Python: their mistakes, what they are handed, and what they print.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PythonSourceTests {
    @Test func aMistakeIsShownWhereTheAuthorMadeIt() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython("def one() -> int: return 1\n", as: "calc")
            let before = try scratch.contents(of: "instances")
            for (source, message) in [
                ("def f(:\n", "calc.py:1:7: error: SyntaxError: "),
                ("\nimport nothing_of_the_kind\n", "calc.py:2:1: error: ModuleNotFoundError: No module named"),
                ("\n\ndef f(a: complex): pass\n", "calc.py:3:1: error: parameter 'a' of 'f' cannot be read"),
                ("class Calc:\n    def f(self, a: missing): pass\n", "calc.py:2:5: error: "),
                ("x = 1\n", "calc.py:1:1: error: there is no command"),
                ("import sys\nsys.exit(3)\n", "calc.py:2:1: error: SystemExit: 3"),
                ("import os\nos._exit(3)\n", "calc.py: the worker ended before it served: exit status 3"),
            ] {
                try scratch.write(source, to: "calc.py")
                let outcome = try await scratch.gedis("server", "add", "main", "calc.py")
                #expect(outcome.code == 5, "\(source)")
                #expect(outcome.errors.contains(message), "\(outcome.errors)")
            }
            #expect(try scratch.contents(of: "instances") == before)
            #expect(try await scratch.redisCLI(server.port, "calc.one") == "1")

            try await scratch.done("server", "remove", "main", "calc", "--force")
            #expect(try await scratch.redisCLI(server.port, "calc.one").hasPrefix("ERR unknown command"))
            #expect(try !scratch.contents(of: "instances").keys.contains { $0.hasSuffix(".py") })
        }
    }

    @Test func theOriginalsShapesAnswer() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "data", "type=memory")
            let server = try await scratch.startServer("dbclient_instance=data")
            try await scratch.addPython(
                """
                class Seed:
                    def ping(self):
                        return "PONG"

                    def _private(self):
                        pass
                """, as: "one")
            try await scratch.addPython(
                """
                def get(request, namespace, dbclient):
                    return dbclient.get(namespace, request[1])


                def put(request, namespace, dbclient):
                    dbclient.put(namespace, request[1], request[2])
                    return "OK"


                async def later(request, namespace, dbclient):
                    dbclient.put(namespace, request[1], request[2])
                    await dbclient.increment(namespace, "count", expires_in=100)
                    return [await dbclient.get(namespace, request[1]), await dbclient.keys(namespace),
                            await dbclient.time_to_live(namespace, "count") > 0]


                def rest(namespace, dbclient):
                    counted = dbclient.compare_and_set(namespace, "count", 1, 7)
                    gone = dbclient.delete(namespace, ["k", "j"])
                    return [counted, gone, dbclient.get(namespace)]


                def refused(namespace, dbclient):
                    return dbclient.increment(namespace, "text")
                """, as: "two")
            let port = server.port
            #expect(try await scratch.redisCLI(port, "one.ping") == "PONG")
            #expect(try await scratch.redisCLI(port, "one._private").hasPrefix("ERR unknown command"))
            #expect(try await scratch.redisCLI(port, "--no-raw", "two.get", "k") == "(nil)")
            #expect(try await scratch.redisCLI(port, "two.put", "k", "v") == "OK")
            #expect(try await scratch.redisCLI(port, "two.get", "k") == "v")
            #expect(try await scratch.redisCLI(port, "two.later", "j", "w") == "w\ncount\nj\nk\n1")
            #expect(try await scratch.redisCLI(port, "two.rest") == "1\n2\ncount\n7")
            #expect(try await scratch.redisCLI(port, "two.put", "text", "x") == "OK")
            #expect(try await scratch.redisCLI(port, "two.refused").hasPrefix("BACKEND "))
        }
    }

    @Test func callsThatComeWhileAnAsyncFunctionBlocksAreAnswered() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "data", "type=memory")
            let server = try await scratch.startServer("dbclient_instance=data")
            try await scratch.addPython(
                """
                class Kept:
                    def __init__(self, dbclient):
                        self.store = dbclient

                    async def count(self) -> int:
                        return self.store.increment("kept", "calls")
                """, as: "kept")
            let connections = try (0..<50).map { _ in try RawConnection(port: server.port) }
            for round in 0..<10 {
                for connection in connections { connection.send("kept.count\r\n") }
                let replies = try connections.map { try $0.reply() }
                #expect(Set(replies) == Set((1...50).map { ":\(round * 50 + $0)\r\n" }))
            }
        }
    }

    @Test func whatNobodyAwaitsIsDoneAllTheSame() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.notes.settings.key=abc")
            // It cannot be made where there are no settings, such as when it is added.
            try await scratch.addPython(
                """
                class Notes:
                    def __init__(self, settings):
                        self.key = settings["key"]
                        self.notes = []

                    async def note(self, text: str):
                        self.notes.append(self.key + text)

                    async def forget(self, context, text: str):
                        context.call("notes.note", text)

                    def all(self) -> list:
                        return self.notes
                """, as: "notes")
            #expect(try await scratch.redisCLI(server.port, "notes.forget", "d") == "")
            try await eventually("it is called") {
                try await scratch.redisCLI(server.port, "notes.all") == "abcd"
            }
        }
    }

    @Test func whatIsHandedInAndWhatIsPrinted() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer(
                "namespaces.tools.settings.key=abc")
            try await scratch.addPython(
                """
                import sys


                def who(context, settings, namespace) -> list:
                    return [context.user, context.transport, settings["key"], namespace]


                async def tell(events, text: str) -> int:
                    return await events.publish("news", text)


                async def through(context) -> int:
                    return await context.call("tools.length", "abcd") + 1


                def inside(context) -> int:
                    return context.call("tools.length", "abcd")


                def length(text: str) -> int:
                    return len(text)


                def say(log):
                    print("said", "so")
                    print("wrong", file=sys.stderr)
                    log.info("noted")
                    raise ValueError("no")
                """, as: "tools")
            let port = server.port
            #expect(
                try await scratch.redisCLI(port, "tools.who") == "default\ntcp\nabc\ntools")
            let subscriber = try RawConnection(port: port)
            _ = try subscriber.exchange("SUBSCRIBE news\r\n", until: ":1\r\n")
            #expect(try await scratch.redisCLI(port, "tools.tell", "hi") == "1")
            #expect(try subscriber.read(until: "hi\r\n").contains("news"))
            #expect(try await scratch.redisCLI(port, "tools.through") == "5")
            #expect(
                try await scratch.redisCLI(port, "tools.inside").contains("is a command of the same namespace"))
            #expect(try await scratch.redisCLI(port, "tools.say") == "ERR tools.say: ValueError: no\n")
            let log = try await scratch.done("server", "logs", "main")
            for line in ["said so · namespace=tools", "wrong · namespace=tools", "noted · command=tools.say"] {
                #expect(log.contains(line), "\(log)")
            }
            #expect(log.contains(/File ".*tools.py", line 28, in say\n +raise ValueError\("no"\)/))
        }
    }
}

import Foundation
import TestSupport
import Testing

/// What namespaces in Python do besides answering calls: their start and end, their schedules, and the state that they hand on.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PythonStateTests {
    @Test func theStateIsHandedOnAndSchedulesRun() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "data", "type=memory")
            let server = try await scratch.startServer(
                "dbclient_instance=data", "namespaces.jobs.settings.greeting=hello")
            try await scratch.addPython(Self.jobs, as: "jobs")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("jobs.take", "a") == ":1\r\n")
            #expect(try connection.call("jobs.take", "b") == ":2\r\n")
            #expect(try connection.call("jobs.greeting") == "$5\r\nhello\r\n")
            try await eventually("the schedule runs") {
                let runs = try connection.call("jobs.runs")
                return runs != ":0\r\n" && runs != ":1\r\n"
            }
            try await eventually("another one fails") { try await scratch.log().contains("no luck") }
            for name in ["start", "stop", "state", "sweep", "_fail"] {
                #expect(try connection.call("jobs.\(name)").hasPrefix("-ERR unknown command"))
            }
            try await scratch.addPython(Self.jobs + "\n# new\n", as: "jobs")
            #expect(try connection.call("jobs.take", "c") == ":3\r\n")
            // What hands nothing on that fits begins anew, and the log says why.
            try await scratch.addPython(Self.jobs.replacing("names: List[str]", with: "names: List[int]"), as: "jobs")
            #expect(try connection.call("jobs.take", "d") == ":1\r\n")

            let log = try await scratch.log()
            #expect(log.contains("stopped with 2"), "\(log)")
            #expect(log.contains("stopped with 3"), "\(log)")
            #expect(
                log.contains(
                    "the state of the version before is not taken over: ValueError: state.names[0] must be of type integer"
                ),
                "\(log)")
            #expect(log.contains(/(?s)a scheduled run failed: .*ValueError: no luck/), "\(log)")
            #expect(log.contains(/File ".*jobs.py", line \d+, in _fail/), "\(log)")
        }
    }

    @Test func aStartThatFailsIsShownAndChangesNothing() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython("def one() -> int: return 1\n", as: "calc")
            try scratch.write(
                "def one() -> int: return 2\n\nasync def start():\n    raise ValueError('no')\n", to: "calc.py")
            let outcome = try await scratch.gedis("server", "add", "main", "calc.py")
            #expect(outcome.code == 5)
            #expect(outcome.errors.contains("calc.py:4:5: error: ValueError: no"), "\(outcome.errors)")
            #expect(try await scratch.redisCLI(server.port, "calc.one") == "1")
        }
    }

    @Test func workersHaveAStateEachAndOneRunsTheSchedules() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.each.workers=2")
            let source = """
                import os
                import gedis

                runs, kept, pid_before = 0, None, None

                def start(state=None):
                    global kept
                    kept = state

                def state():
                    return {"pid": os.getpid()}

                @gedis.every(0.01)
                def tick():
                    global runs
                    runs += 1

                def pid() -> int:
                    return os.getpid()

                def seen() -> list:
                    return [os.getpid(), runs > 0, kept and kept["pid"]]

                """
            try await scratch.addPython(source, as: "each")
            let connection = try RawConnection(port: server.port)
            func seen() throws -> [[String]] {
                var found: [String: [String]] = [:]
                while found.count < 2 {
                    connection.send("each.seen\r\n")
                    let reply = try connection.reply().split(separator: "\r\n").map(String.init)
                    found[reply[1]] = reply
                }
                return found.values.sorted { $0[0] < $1[0] }
            }
            try await eventually("one runs the schedule") {
                let all = try seen()
                return all.count { $0[2] == ":1" } == 1
            }
            let before = Set(try seen().map { $0[1] })
            try await scratch.addPython(source + "# new\n", as: "each")
            // Each has the state of one of those before.
            let kept = Set(try seen().map { $0[3] })
            #expect(kept == before)
        }
    }

    private static let jobs = """
        from dataclasses import dataclass, field
        from typing import List, Optional
        import gedis

        @dataclass
        class State:
            names: List[str] = field(default_factory=list)

        kept = State()
        counted = 0
        said = None

        async def start(settings, dbclient, namespace, state: Optional[State] = None):
            global kept, said
            kept = state or kept
            said = settings["greeting"]
            await dbclient.put(namespace, "begun", 1)

        def state() -> State:
            return kept

        def stop(log):
            log.info(f"stopped with {len(kept.names)}")

        @gedis.every(0.02)
        async def sweep(dbclient, namespace):
            global counted
            counted += await dbclient.get(namespace, "begun")

        @gedis.every(0.5)
        def _fail():
            raise ValueError("no luck")

        def take(name: str) -> int:
            kept.names.append(name)
            return len(kept.names)

        def runs() -> int:
            return counted

        def greeting() -> str:
            return said

        """
}

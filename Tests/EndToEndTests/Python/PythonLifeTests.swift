import Foundation
import Glibc
import Subprocess
import TestSupport
import Testing

/// The process behind a namespace in Python, from its start to its end.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PythonLifeTests {
    @Test func aWorkerThatIsKilledFailsItsCallsAloneAndServesAgain() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let port = server.port
            try await scratch.addPython(Source.restless, as: "busy")
            try await scratch.addPython(Source.restless, as: "other")
            let worker = try await scratch.worker("busy", on: port)
            let (waiting, untouched) = (try RawConnection(port: port), try RawConnection(port: port))
            waiting.send("busy.wait 600\r\n")
            untouched.send("other.wait 1\r\nother.sum 1 2\r\n")
            try await eventually("the call runs") {
                try RawConnection(port: port).call("busy.running") == ":1\r\n"
            }
            kill(worker, SIGKILL)
            #expect(try waiting.reply() == "-WORKER busy.wait: the worker ended while the call ran: signal 9\r\n")
            #expect(try RawConnection(port: port).call("busy.sum", "1", "2") == ":3\r\n")
            #expect(try await scratch.worker("busy", on: port) != worker)
            #expect(try untouched.reply() == "$6\r\nwaited\r\n")
            #expect(try untouched.reply() == ":3\r\n")

            let reply = try RawConnection(port: port).call("busy.crash")
            #expect(reply == "-WORKER busy.crash: the worker ended while the call ran: exit status 3\r\n")
            #expect(server.isRunning)
            let log = try await scratch.done("server", "logs", "main")
            #expect(log.contains("the worker ended, and is started anew: exit status 3"))
        }
    }

    @Test func beforeIsAskedBeforeEachCommand() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(
                """
                import gedis
                asked = []

                def before(call: gedis.Call, context):
                    asked.append(call.command)
                    if "no" in call.arguments:
                        raise gedis.Error("DENIED", f"{call.command} {call.arguments} {context.transport}")

                def sum(a: int, b: int) -> int:
                    return a + b

                def echo(text: str) -> str:
                    return text

                async def later(text: str) -> str:
                    return text

                def raw(request):
                    return len(request)

                def told() -> list[str]:
                    return asked
                """, as: "guarded")
            try await scratch.addPython("def before(call: int) -> int:\n    return call + 1\n", as: "other")
            let connection = try RawConnection(port: server.port)
            connection.send("guarded.sum 1 2\r\nguarded.echo no\r\nguarded.later no\r\n")
            connection.send("guarded.raw no\r\nguarded.later yes\r\n")
            #expect(try connection.reply() == ":3\r\n")
            #expect(try connection.reply() == "-DENIED echo ['no'] tcp\r\n")
            #expect(try connection.reply() == "-DENIED later ['no'] tcp\r\n")
            #expect(try connection.reply() == "-DENIED raw ['no'] tcp\r\n")
            #expect(try connection.reply() == "$3\r\nyes\r\n")
            #expect(
                try connection.call("guarded.told")
                    == "*6\r\n$3\r\nsum\r\n$4\r\necho\r\n$5\r\nlater\r\n$3\r\nraw\r\n$5\r\nlater\r\n$4\r\ntold\r\n")
            #expect(try connection.call("guarded.before", "1", "2").hasPrefix("-ERR unknown command"))
            #expect(try connection.call("other.before", "1") == ":2\r\n")

            try scratch.write("async def before(call, context):\n    pass\n\ndef sum():\n    return 1\n", to: "late.py")
            let refused = try await scratch.gedis("server", "add", "main", "./late.py")
            #expect(refused.code != 0)
            #expect(refused.errors.contains("late.py:1:1: error: 'before' is asked before a call begins"))
        }
    }

    @Test func whatAWorkerStartedKeepsNothingFromItsEnd() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(Source.restless, as: "busy")
            let connection = try RawConnection(port: server.port)
            // It has the worker's socket, which is open as long as it runs.
            let child = try #require(pid_t(try connection.call("busy.split").dropFirst().dropLast()))
            #expect(
                try connection.call("busy.crash")
                    == "-WORKER busy.crash: the worker ended while the call ran: exit status 3\r\n")
            try await eventually("it ends too") { kill(child, 0) != 0 }
            #expect(try connection.call("busy.sum", "1", "2") == ":3\r\n")
        }
    }

    @Test func whatAWorkerStartedEndsWithAServerThatIsKilled() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            var children: [pid_t] = []
            try await scratch.foreground("server", "start", "main") { server in
                try await scratch.addPython(Source.restless, as: "busy")
                let connection = try RawConnection(port: server.port)
                children.append(try await scratch.worker("busy", on: server.port))
                children.append(try #require(pid_t(try connection.call("busy.split").dropFirst().dropLast())))
                // One whose worker is gone by now is nobody's to end.
                _ = try connection.call("busy.crash")
                children.append(try await scratch.worker("busy", on: server.port))
                children.append(try #require(pid_t(try connection.call("busy.split").dropFirst().dropLast())))
                try server.signal(.kill)
            }
            for child in children { try await eventually("\(child) ends") { kill(child, 0) != 0 } }
        }
    }

    @Test func aCallThatNeverEndsIsEndedWithItsWorker() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.busy.call_timeout=1")
            try await scratch.addPython(Source.restless, as: "busy")
            let worker = try await scratch.worker("busy", on: server.port)
            let connection = try RawConnection(port: server.port)
            #expect(
                try connection.call("busy.wait", "600") == "-TIMEOUT busy.wait: took longer than 1 s, and was ended\r\n"
            )
            // What can be cancelled takes no process with it.
            #expect(try await scratch.worker("busy", on: server.port) == worker)
            #expect(try connection.call("busy.spin") == "-TIMEOUT busy.spin: took longer than 1 s, and was ended\r\n")
            #expect(try await scratch.worker("busy", on: server.port) != worker)
            let next = try await scratch.worker("busy", on: server.port)
            #expect(
                try connection.call("busy.stubborn")
                    == "-TIMEOUT busy.stubborn: took longer than 1 s, and was ended\r\n")
            try await eventually("it is ended") { kill(next, 0) != 0 }
            try await eventually("it serves again") {
                try RawConnection(port: server.port).call("busy.sum", "1", "2") == ":3\r\n"
            }
        }
    }

    @Test func whatBreaksBesideAFunctionEndsTheWorkerAndLeavesNoCallWithoutAReply() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(
                """
                import os
                import gedis._lane


                async def later() -> int:
                    return 1


                def pid() -> int:
                    return os.getpid()


                def spoil() -> int:
                    gedis._lane.marshalled = None
                    return 1
                """, as: "spoiled")
            let worker = try await scratch.worker("spoiled", on: server.port)
            let reply = try RawConnection(port: server.port).call("spoiled.spoil")
            #expect(reply.hasPrefix("-WORKER spoiled.spoil: the worker ended while the call ran"), "\(reply)")
            #expect(try await scratch.worker("spoiled", on: server.port) != worker)
        }
    }

    @Test func whatAFunctionBlocksIsNotStuck() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.busy.call_timeout=5")
            try await scratch.addPython(Source.restless, as: "busy")
            let worker = try await scratch.worker("busy", on: server.port)
            let (late, connection) = (try RawConnection(port: server.port), try RawConnection(port: server.port))
            late.send("busy.wait 600\r\n")
            #expect(try connection.call("busy.wait", "4") == "$6\r\nwaited\r\n")
            // The other call is cancelled meanwhile, and has no chance to end.
            #expect(try connection.call("busy.block", "3") == "$7\r\nblocked\r\n")
            #expect(try late.reply() == "-TIMEOUT busy.wait: took longer than 5 s, and was ended\r\n")
            #expect(try await scratch.worker("busy", on: server.port) == worker)
        }
    }

    @Test func aReplyThatCannotBeWrittenFailsItsCallAlone() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(Source.restless, as: "busy")
            let worker = try await scratch.worker("busy", on: server.port)
            let reply = try RawConnection(port: server.port).call("busy.power", "10", "6000")
            #expect(reply.contains("more than 15000 bits"), "\(reply)")
            #expect(try await scratch.worker("busy", on: server.port) == worker)
        }
    }

    @Test func nothingIsLeftBehind() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.addPython(Source.restless, as: "busy")
            let first = try await scratch.worker("busy", on: server.port)
            // One that is not accepted yet would be the next process'.
            let waiting = try RawConnection(port: server.port)
            #expect(try waiting.call("PING") == "+PONG\r\n")
            waiting.send("busy.spin\r\n")
            kill(server.pid, SIGKILL)
            try await eventually("the worker ends with its server") { kill(first, 0) != 0 }

            _ = try await scratch.comesBack(server, after: server.pid)
            let second = try await scratch.worker("busy", on: server.port)
            try await scratch.done("server", "stop", "main")
            #expect(kill(second, 0) != 0)
        }
    }

    @Test func noCallIsLostAcrossReloads() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let source = "VERSION = 0\n" + Source.restless
            try scratch.write(source, to: "busy.py")
            try await scratch.done("server", "add", "main", "busy.py")
            let server = try RunningServer(
                greeting: try await scratch.done("server", "start", "main", "--detach", "--watch"))
            let client = """
                import redis, sys, os
                port, source = int(sys.argv[1]), sys.argv[2]
                text = open(source).read()
                clients = [redis.Redis(port=port) for _ in range(10)]
                seen = set()
                for version in range(1, 6):
                    with open(source + '.new', 'w') as file:
                        file.write(text.replace('VERSION = 0', f'VERSION = {version}'))
                    os.rename(source + '.new', source)
                    before = len(seen)
                    while len(seen) == before:
                        for client in clients:
                            pipeline = client.pipeline(transaction=False)
                            for number in range(20): pipeline.execute_command('busy.sum', number, 1)
                            pipeline.execute_command('busy.pid')
                            *sums, pid = pipeline.execute()
                            assert sums == list(range(1, 21)), sums
                            seen.add(pid)
                print(len(seen) >= 5)
                """
            let path = scratch.path("instances/server/main/busy.py")
            #expect(try await scratch.python(client, "\(server.port)", path) == "True")
            try await eventually("one worker is left") {
                let last = try await scratch.worker("busy", on: server.port)
                let all = try await TestProgram.run("pgrep", "-P", "\(server.pid)").output.split(separator: "\n")
                return all.map(String.init) == ["\(last)"]
            }
        }
    }
}

extension Scratch {
    /// Adds a namespace in Python to the server `main`.
    func addPython(_ source: String, as name: String) async throws {
        try write(source, to: "\(name).py")
        try await done("server", "add", "main", "\(name).py")
    }

    /// The number of the process that serves a namespace which has the command `pid`; a worker that is on its way out
    /// is waited for.
    func worker(_ namespace: String, on port: Int) async throws -> pid_t {
        var reply = ""
        try await eventually("the namespace is loaded") {
            reply = try RawConnection(port: port).call("\(namespace).pid")
            return !reply.hasPrefix("-LOADING") && !reply.hasPrefix("-WORKER")
        }
        // "\r\n" is one character.
        return try #require(pid_t(reply.dropFirst().dropLast()), "\(reply)")
    }
}

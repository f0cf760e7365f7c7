import Glibc
import TestSupport
import Testing

/// The two processes of a detached server, each killed.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SupervisorTests {
    @Test func aKilledProcessIsReplaced() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting("unixsocket=\(scratch.path("gedis.sock"))")
            kill(server.pid, SIGKILL)
            let back = try await scratch.comesBack(server, after: server.pid)
            #expect(try await scratch.run("redis-cli", ["-s", scratch.path("gedis.sock"), "PING"]).output == "PONG\n")
            #expect(try await scratch.log().contains("the server's process died, starting another one"))
            try await scratch.done("server", "stop", "main")
            #expect(!back.isRunning)
        }
    }

    @Test func aServerThatDoesNotAnswerIsNotListedAsStopped() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            kill(server.pid, SIGSTOP)
            defer { kill(server.pid, SIGCONT) }
            #expect(try await scratch.done("server", "list").contains("not answering (pid \(server.pid))"))
        }
    }

    @Test func aServerWhoseSupervisorIsKilledGoesOnAndCanBeStopped() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let supervisor = try scratch.supervisor()
            #expect(isTool(supervisor))
            kill(supervisor, SIGKILL)
            while isTool(supervisor) { sched_yield() }
            #expect(try await scratch.process() == server.pid)
            let refusal = try await scratch.gedis("server", "start", "main", "--detach")
            #expect(refusal.errors.contains("server main runs already (pid \(server.pid))"))
            try await scratch.done("server", "stop", "main")
            #expect(!server.isRunning)
            #expect(try await scratch.startAgain().isRunning)
        }
    }

    @Test func whatTwoKilledProcessesLeftBehindIsNoObstacle() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("unixsocket=\(scratch.path("gedis.sock"))")
            let supervisor = try scratch.supervisor()
            kill(supervisor, SIGKILL)
            kill(server.pid, SIGKILL)
            while server.isRunning || isTool(supervisor) { sched_yield() }
            #expect(try await scratch.gedis("server", "status", "main").code == 3)
            #expect(try await scratch.gedis("server", "stop", "main").code == 3)
            let second = try await scratch.startAgain()
            #expect(second.pid != server.pid)
            #expect(try await scratch.run("redis-cli", ["-s", scratch.path("gedis.sock"), "PING"]).output == "PONG\n")
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalToTheSupervisorEndsBoth(signal: Int32) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let supervisor = try scratch.supervisor()
            kill(supervisor, signal)
            while server.isRunning || isTool(supervisor) { sched_yield() }
            #expect(try await scratch.log().split(separator: "\n").last?.contains("stopped") == true)
        }
    }

    @Test func aRestartReplacesTheProcessUnderTheSupervisor() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let supervisor = try scratch.supervisor()
            let second = try RunningServer(greeting: try await scratch.done("server", "restart", "main"))
            #expect(!server.isRunning)
            #expect(second.isRunning)
            // It has become the program that was asked for, with the number that a service manager knows.
            #expect(try scratch.supervisor() == supervisor)
            #expect(isTool(supervisor))
            kill(second.pid, SIGKILL)
            let third = try await scratch.comesBack(second, after: second.pid)
            try await scratch.done("server", "stop", "main")
            #expect(!third.isRunning)
            #expect(!isTool(supervisor))
        }
    }
}

import Foundation
import Glibc
import Subprocess
import TestSupport
import Testing

/// A server's way from its start to its end.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct LifeTests {
    @Test func aDetachedServerIsStartedListedAndStopped() async throws {
        struct Row: Decodable {
            var name: String
            var pid: Int32
            var listening: [String]
            var namespaces: [String]
        }

        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let stopped = try await scratch.gedis("server", "status", "main")
            #expect(stopped.code == 3)
            #expect(stopped.errors == "main · stopped\n")

            let server = try await scratch.startAgain()
            #expect(server.isRunning)
            let rows = try await scratch.listing(Row.self, "server", "status", "main")
            #expect(rows.map(\.name) == ["main"])
            #expect(rows.first?.pid == server.pid)
            #expect(rows.first?.listening.contains("127.0.0.1:\(server.port)") == true)
            #expect(rows.first?.namespaces == ["system"])

            #expect(try await scratch.done("server", "stop", "main") == "stopped main")
            #expect(!server.isRunning)
            #expect(try await scratch.gedis("server", "status", "main").code == 3)
            #expect(try await scratch.gedis("server", "stop", "main").code == 3)
        }
    }

    @Test func aSecondStartIsRefusedAndNamesTheFirstOnesProcess() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let complaint = "server main runs already (pid \(server.pid)): 'gedis server stop main' stops it\n"
            for words in [["server", "start", "main"], ["server", "start", "main", "--detach"]] {
                let outcome = try await scratch.run(Tool.path, words)
                #expect(outcome.code == 5)
                #expect(outcome.errors == complaint)
            }
            #expect(try await scratch.redisCLI(server.port, "PING") == "PONG")
        }
    }

    @Test func aRestartTakesTheDefinitionThatThereIsNow() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.done("server", "set", "main", "unixsocket=\(scratch.path("gedis.sock"))")
            let greeting = try await scratch.done("server", "restart", "main")
            let second = try RunningServer(greeting: greeting)
            #expect(greeting.contains(" and \(scratch.path("gedis.sock")) · "))
            #expect(second.pid != server.pid)
            #expect(!server.isRunning)
            try await scratch.done("server", "stop", "main")
            #expect(!second.isRunning)
            #expect(!scratch.exists("gedis.sock"))
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItAfterItHasAnsweredWhatItReceived(signal: Int32) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.waiter("old"), to: "waiter.swift")
            try await scratch.done("server", "add", "main", "waiter.swift")
            let outcome = try await scratch.foreground("server", "start", "main") { server in
                let connection = try RawConnection(port: server.port)
                connection.send("waiter.wait \(scratch.path("started")) \(scratch.path("gate"))\r\nsystem.ping\r\n")
                let other = try RawConnection(port: server.port)
                #expect(try other.call("waiter.until", scratch.path("started")) == "+OK\r\n")
                try server.signal(.init(rawValue: signal))
                while !Task.isCancelled, (try? RawConnection(port: server.port)) != nil { sched_yield() }
                try scratch.write("", to: "gate")
                #expect(try connection.reply() == "$3\r\nold\r\n")
                #expect(try connection.reply() == "+PONG\r\n")
                #expect(try connection.rest() == "")
            }
            #expect(outcome.code == 0)
        }
    }

    @Test func aNumberThatWasLeftInThePidFileIsNoObstacle() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            try await scratch.done("server", "stop", "main")
            let file = try #require(scratch.pidFiles().first)
            try "\(getpid())\n".write(toFile: file, atomically: false, encoding: .utf8)
            #expect(try await scratch.gedis("server", "status", "main").code == 3)
            #expect(try await scratch.startAgain().isRunning)
        }
    }

    @Test func aUnixSocketHasTheModeOfTheDefinition() async throws {
        try await withScratch { scratch in
            let path = scratch.path("gedis.sock")
            _ = try await scratch.startServer("unixsocket=\(path)")
            #expect(scratch.mode("gedis.sock") == 0o700)
            try await scratch.done("server", "set", "main", "unixsocket_mode=0777")
            try await scratch.done("server", "restart", "main")
            #expect(scratch.mode("gedis.sock") == 0o777)
        }
    }

    @Test func aServerThatRunsIsNotDeleted() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let outcome = try await scratch.gedis("server", "delete", "main")
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("pid \(server.pid)"))
            try await scratch.done("server", "stop", "main")
            #expect(try await scratch.done("server", "delete", "main") == "deleted server main")
            #expect(!scratch.exists("instances/server/main.yaml"))
        }
    }
}

import Foundation
import Glibc
import Subprocess
import TestSupport
import Testing

/// Signals, and what a process may use.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SignalTests {
    @Test func aSecondSignalEndsAServerThatWaitsForACommand() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "shutdown_timeout=3600")
            try scratch.write(Source.waiter("old"), to: "waiter.swift")
            try await scratch.done("server", "add", "main", "waiter.swift")
            let outcome = try await scratch.foreground("server", "start", "main") { server in
                let connection = try RawConnection(port: server.port)
                connection.send("waiter.wait \(scratch.path("started")) \(scratch.path("gate"))\r\n")
                #expect(
                    try RawConnection(port: server.port).call("waiter.until", scratch.path("started")) == "+OK\r\n")
                try server.signal(.terminate)
                try await server.logs("stopping · reason=SIGTERM")
                try server.signal(.terminate)
                try await server.logs("stopped at once")
                #expect(try connection.rest() == "")
            }
            #expect(outcome.code == 0)
        }
    }

    @Test func aCommandThatNeverReturnsDoesNotKeepTheServerFromEnding() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "shutdown_timeout=0")
            try scratch.write(
                """
                import GedisKit
                import Glibc

                struct Stuck {
                    func forever(_ mark: String) {
                        close(open(mark, O_WRONLY | O_CREAT, 0o600))
                        while true { usleep(1000) }
                    }
                }
                """, to: "stuck.swift")
            try await scratch.done("server", "add", "main", "stuck.swift")
            let server = try await scratch.startAgain()
            let connection = try RawConnection(port: server.port)
            connection.send("stuck.forever \(scratch.path("started"))\r\n")
            while !Task.isCancelled, !scratch.exists("started") { sched_yield() }
            try await scratch.done("server", "stop", "main")
            #expect(!server.isRunning)
            #expect(try await scratch.log().contains("reason=\"a command does not end\""))
        }
    }

    @Test func asManyFilesMayBeOpenAsTheSystemLets() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "max_connections=500")
            let outcome = try await scratch.run(
                "/bin/sh", ["-c", "ulimit -Sn 64; ulimit -Hn 400; exec '\(Tool.path)' server start main --detach"])
            #expect(outcome.code == 0, "\(outcome.errors)")
            let server = try RunningServer(greeting: String(outcome.output.dropLast()))
            let limits = try String(contentsOfFile: "/proc/\(server.pid)/limits", encoding: .utf8)
            #expect(limits.contains(#/Max open files +400 +400/#))
            #expect(
                try await scratch.log().contains(
                    "max_connections is 500, but the process may have only 400 files open"))
        }
    }
}

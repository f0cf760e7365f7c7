import Foundation
import Glibc
import TestSupport
import Testing

/// Another process in the place of the one that serves, and what clients notice of it.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RestartTests {
    /// The commands of the script, which is longer and has more clients when `scripts/handover` runs it.
    @Test func clientsOfAllKindsNoticeNothingTheyMayNot() async throws {
        try await withScratch { scratch in
            let script = URL(filePath: #filePath).appending(path: "../../../../Soak/handover.py").standardized.path
            let outcome = try await scratch.run("python3", [script, Tool.path, "1", "50"])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func aPlainConnectionStaysWithAllThatItsClientSaid() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=geheim", "unixsocket=\(scratch.path("gedis.sock"))")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("AUTH", "geheim") == "+OK\r\n")
            #expect(try connection.call("CLIENT", "SETNAME", "one") == "+OK\r\n")
            let id = try connection.call("CLIENT", "ID")
            #expect(try connection.call("MULTI") == "+OK\r\n")
            #expect(try connection.call("PING") == "+QUEUED\r\n")
            connection.send("*2\r\n$4\r\nECHO\r\n$5\r\nhal")
            let second = try RunningServer(greeting: try await scratch.done("server", "restart", "main"))
            #expect(second.port == server.port)
            #expect(second.pid != server.pid)
            #expect(!server.isRunning)
            connection.send("lo\r\n")
            #expect(try connection.reply() == "+QUEUED\r\n")
            #expect(try connection.call("EXEC") == "*2\r\n+PONG\r\n$5\r\nhallo\r\n")
            #expect(try connection.call("CLIENT", "GETNAME") == "$3\r\none\r\n")
            #expect(try connection.call("CLIENT", "ID") == id)
            #expect(
                try await scratch.run("redis-cli", ["-s", scratch.path("gedis.sock"), "-a", "geheim", "PING"]).output
                    == "PONG\n")
        }
    }

    @Test func aProgramThatCannotServeChangesNothing() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("PING") == "+PONG\r\n")
            for (program, reason) in [("/bin/false", "ended with code 1"), (scratch.path("none"), "No such file")] {
                let outcome = try await scratch.gedis("server", "restart", "main", "--binary", program)
                #expect(outcome.code == 5)
                #expect(outcome.errors.contains(reason), "\(outcome.errors)")
            }
            #expect(server.isRunning)
            #expect(try connection.call("PING") == "+PONG\r\n")
            let outcome = try await scratch.gedis("server", "upgrade", "main")
            #expect(outcome.code == 0 && outcome.output.contains("by this gedis already"), "\(outcome.output)")
        }
    }

    @Test func anInitThatThrowsOrTrapsChangesNothing() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let switched = { (body: String) in
                """
                import GedisKit
                import Glibc

                struct Fickle {
                    init() throws { if access("\(scratch.path("broken"))", F_OK) == 0 { \(body) } }
                    func ping() {}
                }

                """
            }
            for (body, reason) in [
                ("throw CommandError(\"not today\")", "not today"),
                ("fatalError(\"no life in it\")", "before it could serve"),
            ] {
                unlink(scratch.path("broken"))
                try await scratch.add(switched(body), as: "fickle")
                try scratch.write("", to: "broken")
                let outcome = try await scratch.gedis("server", "restart", "main")
                #expect(outcome.code == 5)
                #expect(outcome.errors.contains(reason), "\(outcome.errors)")
                #expect(server.isRunning)
                #expect(try RawConnection(port: server.port).call("fickle.ping") == "+OK\r\n")
            }
        }
    }

    @Test func theStateOfANamespaceGoesOn() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.add(
                """
                import GedisKit

                actor Counter {
                    struct State: Codable { var count: Int }
                    private var count: Int

                    init(state: State?) { count = state?.count ?? 0 }

                    func add() -> Int {
                        count += 1
                        return count
                    }

                    func state() -> State { State(count: count) }
                }

                """, as: "counter")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("counter.add") == ":1\r\n")
            #expect(try connection.call("counter.add") == ":2\r\n")
            try await scratch.done("server", "restart", "main")
            #expect(try connection.call("counter.add") == ":3\r\n")
        }
    }

    @Test func connectionsWaitWhileAKilledProcessIsReplaced() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("unixsocket=\(scratch.path("gedis.sock"))")
            let inode = try FileManager.default.attributesOfItem(atPath: scratch.path("gedis.sock"))[.systemFileNumber]
            kill(server.pid, SIGKILL)
            // It is there before the next process is.
            let waiting = try RawConnection(port: server.port)
            #expect(try waiting.call("PING") == "+PONG\r\n")
            #expect(try await scratch.process() != server.pid)
            #expect(try await scratch.run("redis-cli", ["-s", scratch.path("gedis.sock"), "PING"]).output == "PONG\n")
            let again = try FileManager.default.attributesOfItem(atPath: scratch.path("gedis.sock"))[.systemFileNumber]
            #expect(inode as? Int == again as? Int)
            try await scratch.done("server", "stop", "main")
            #expect(!scratch.exists("gedis.sock"))
            #expect((try? RawConnection(port: server.port)) == nil)
        }
    }

    @Test func aCallThatTakesLongIsAnsweredWhileOthersGoOnInTheNextProcess() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.waiter("old"), to: "waiter.swift")
            try await scratch.done("server", "add", "main", "waiter.swift")
            let busy = try RawConnection(port: server.port)
            let (started, gate) = (scratch.path("started"), scratch.path("gate"))
            busy.send("waiter.wait \(started) \(gate)\r\nwaiter.until \(gate)\r\n")
            let other = try RawConnection(port: server.port)
            #expect(try other.call("waiter.until", scratch.path("started")) == "+OK\r\n")
            async let restarted = scratch.done("server", "restart", "main")
            while !Task.isCancelled, try await scratch.process() == server.pid {}
            #expect(try other.call("PING") == "+PONG\r\n")
            #expect(server.isRunning)
            try scratch.write("", to: "gate")
            #expect(try busy.reply() == "$3\r\nold\r\n")
            #expect(try busy.reply() == "+OK\r\n")
            _ = try await restarted
            #expect(!server.isRunning)
            #expect(try busy.call("PING") == "+PONG\r\n")
        }
    }

    @Test func severalServersHaveTheirTurnsAlsoWhereOneFails() async throws {
        struct Row: Decodable { var name: String }

        try await withScratch { scratch in
            for name in ["one", "two", "three"] {
                try await scratch.done("server", "create", name, "port=0")
                if name != "two" { try await scratch.done("server", "start", name, "--detach") }
            }
            let restarted = try await scratch.done("server", "restart", "--all").split(separator: "\n")
            #expect(restarted.map { $0.prefix { $0 != " " } } == ["one", "three"])
            let reloaded = try await scratch.gedis("server", "reload", "one", "two", "three")
            #expect(reloaded.code == 3)
            #expect(reloaded.errors == "server two does not run\n")
            #expect(reloaded.output.contains("reloaded one") && reloaded.output.contains("reloaded three"))
            let status = try await scratch.gedis("server", "status", "--all", "--output", "json")
            #expect(status.code == 3)
            #expect(status.errors == "two · stopped\n")
            #expect(
                try JSONDecoder().decode([Row].self, from: Data(status.output.utf8)).map(\.name) == ["one", "three"])
            #expect(try await scratch.gedis("server", "stop", "--all", "one").code == 2)
            #expect(try await scratch.done("server", "stop", "--all") == "stopped one\nstopped three")
        }
    }
}

import Foundation
import Glibc
import TestSupport
import Testing

/// Namespaces whose `init` takes its time, or never ends.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SlowInitTests {
    private struct Row: Decodable {
        var namespaces: [String]
        var loading: [String]
        var left_out: [String]
    }

    /// A namespace whose `init` makes one file and then waits for another.
    private func gated(_ scratch: Scratch, version: String = "new") -> String {
        """
        import GedisKit
        import Glibc

        struct Gated {
            init() {
                close(open("\(scratch.path("begun"))", O_WRONLY | O_CREAT, 0o600))
                while access("\(scratch.path("gate"))", F_OK) != 0 { usleep(1000) }
            }

            func version() -> String { "\(version)" }
        }

        """
    }

    /// The reply of a call, as soon as it is the one that is expected.
    private func waitFor(_ reply: String, to command: String, at port: Int) throws {
        let connection = try RawConnection(port: port)
        while try connection.call(command) != reply { try Task.checkCancellation() }
    }

    @Test func theServerListensAndServesTheOthersWhileAnInitGoesOn() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try await scratch.add(Source.calc, as: "calc")
            try await scratch.add(gated(scratch), as: "gated")
            try await scratch.foreground("server", "start", "main") { server in
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("calc.sum", "1", "2") == ":3\r\n")
                #expect(
                    try connection.call("gated.version")
                        == "-LOADING gated is being loaded: its init() goes on, try again\r\n")
                #expect(try await scratch.listing(Row.self, "server", "status", "main").map(\.loading) == [["gated"]])
                try scratch.write("", to: "gate")
                try waitFor("$3\r\nnew\r\n", to: "gated.version", at: server.port)
                #expect(try await scratch.listing(Row.self, "server", "status", "main").map(\.loading) == [[]])
            }
        }
    }

    @Test func aNamespaceWhoseInitDoesNotEndInTimeIsLeftOut() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "init_timeout=1")
            try await scratch.add(Source.calc, as: "calc")
            try await scratch.add(gated(scratch), as: "gated")
            let server = try await scratch.startAgain()
            let row = try #require(try await scratch.listing(Row.self, "server", "status", "main").first)
            #expect(row.namespaces == ["system", "calc"] && row.loading.isEmpty)
            #expect(row.left_out.count == 1 && row.left_out[0].hasPrefix("gated: "))
            #expect(row.left_out[0].contains("init() of namespace gated did not end within init_timeout, 1 s"))
            #expect(try await scratch.done("server", "list").contains("left out: gated)"))
            #expect(try await scratch.log().contains("namespace gated is left out, the others are served"))
            #expect(try RawConnection(port: server.port).call("calc.sum", "1", "2") == ":3\r\n")

            let reloaded = try await scratch.gedis("server", "reload", "main")
            #expect(reloaded.code == 0 && reloaded.errors.contains("left out as before: gated: "))
            try scratch.write("", to: "gate")
            while try await scratch.listing(Row.self, "server", "status", "main").first?.namespaces.count == 2 {
                try await scratch.done("server", "reload", "main")
            }
            #expect(try RawConnection(port: server.port).call("gated.version") == "$3\r\nnew\r\n")
        }
    }

    @Test func theOldVersionServesUntilTheNewInitHasEnded() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write("", to: "gate")
            try await scratch.add(gated(scratch, version: "old"), as: "gated")
            for file in ["gate", "begun"] { unlink(scratch.path(file)) }
            async let added: Void = scratch.add(gated(scratch, version: "new"), as: "gated")
            while access(scratch.path("begun"), F_OK) != 0 { try await Task.sleep(for: .milliseconds(1)) }
            #expect(try RawConnection(port: server.port).call("gated.version") == "$3\r\nold\r\n")
            #expect(try await scratch.gedis("server", "status", "main").code == 0)
            try scratch.write("", to: "gate")
            try await added
            #expect(try RawConnection(port: server.port).call("gated.version") == "$3\r\nnew\r\n")
        }
    }

    @Test func anInitThatDoesNotEndInTimeIsNotAdded() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("init_timeout=1")
            try scratch.write(gated(scratch), to: "gated.swift")
            let outcome = try await scratch.gedis("server", "add", "main", "gated.swift")
            #expect(outcome.code == 5)
            #expect(outcome.errors.contains("did not end within init_timeout, 1 s"), "\(outcome.errors)")
            #expect(!scratch.exists("instances/server/main/gated.swift"))
            #expect(try RawConnection(port: server.port).call("system.ping") == "+PONG\r\n")
        }
    }

    @Test func aCrashBesideASlowInitIsNoOutage() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=\(try freePort())")
            try await scratch.add(Source.crasher, as: "crasher")
            try await scratch.add(gated(scratch), as: "gated")
            try scratch.write("", to: "gate")
            let server = try await scratch.startAgain()
            unlink(scratch.path("gate"))
            try await scratch.crash(server, "crasher.div 1 0")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("crasher.div", "6", "2") == ":3\r\n")
            #expect(try connection.call("gated.version").hasPrefix("-LOADING "))
            try scratch.write("", to: "gate")
            try waitFor("$3\r\nnew\r\n", to: "gated.version", at: server.port)
        }
    }
}

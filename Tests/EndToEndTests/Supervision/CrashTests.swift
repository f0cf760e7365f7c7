import Glibc
import TestSupport
import Testing

/// Commands that end the server's process.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct CrashTests {
    @Test(arguments: ["div 1 0", "later 0", "elsewhere 0", "deep 1"])
    func theServerIsBackAndItsLogLeadsToTheAuthorsLine(call: String) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Source.crasher, as: "crasher")
            let back = try await scratch.crash(server, "crasher.\(call)")
            #expect(try RawConnection(port: back.port).call("crasher.div", "6", "2") == ":3\r\n")
            let command = "crasher.\(call.prefix { $0 != " " })"
            try await scratch.logs("Backtrace took")
            let log = try await scratch.log()
            #expect(log.contains("the server crashed while \(command) was running"), "\(log)")
            #expect(log.contains("Crasher.\(call.hasPrefix("deep") ? "deep(_:)" : "div(_:_:)")"), "\(log)")
            #expect(log.contains("./crasher.swift:\(call.hasPrefix("deep") ? 19 : 5):"), "\(log)")
            try await scratch.done("server", "stop", "main")
            #expect(!back.isRunning)
        }
    }

    @Test func overTLSTheLogNamesTheCommandToo() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.done("server", "create", "main", "port=\(port)", "ssl=true")
            try await scratch.done("cert", "generate", "main")
            let server = try await scratch.startAgain()
            try await scratch.add(Source.crasher, as: "crasher")
            let lost = try await scratch.gedis("client", "call", "main", "crasher.div", "1", "0")
            #expect(lost.code == 4)
            while !Task.isCancelled, try await scratch.gedis("client", "call", "main", "system.ping").code != 0 {}
            #expect(try await scratch.process() != server.pid)
            #expect(try await scratch.log().contains("the server crashed while crasher.div was running"))
        }
    }

    @Test func clientsSeeAClosedConnectionAndCanConnectAgain() async throws {
        try await withScratch { scratch in
            let socket = scratch.path("gedis.sock")
            let server = try await scratch.startLasting("unixsocket=\(socket)")
            try await scratch.add(Source.crasher, as: "crasher")
            let bystander = try RawConnection(port: server.port)
            #expect(try bystander.call("PING") == "+PONG\r\n")
            try await scratch.crash(server, "crasher.div 1 0")
            #expect(try bystander.rest() == "")
            #expect(try await scratch.run("redis-cli", ["-s", socket, "PING"]).output == "PONG\n")
        }
    }

    @Test func aNamespaceThatCrashesTheServerAgainAndAgainIsQuarantinedUntilItIsReloaded() async throws {
        struct Row: Decodable { var quarantined: [String] }

        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Source.crasher, as: "crasher")
            try await scratch.add(Source.calc, as: "calc")
            for _ in 1...3 { try await scratch.crash(server, "crasher.div 1 0") }
            let connection = try RawConnection(port: server.port)
            let refusal = try connection.call("crasher.later", "1")
            #expect(
                refusal == "-ERR crasher is quarantined: crasher.div crashed the server 3 times, see "
                    + "'gedis server logs main'; 'gedis server reload main' or a change of its source lifts it\r\n")
            #expect(try connection.call("calc.sum", "1", "2") == ":3\r\n")
            #expect(try await scratch.listing(Row.self, "server", "status", "main").map(\.quarantined) == [["crasher"]])
            #expect(try await scratch.done("server", "list").contains("quarantined: crasher)"))
            #expect(try await scratch.log().contains("namespace crasher is quarantined"))

            try await scratch.done("server", "restart", "main")
            #expect(try RawConnection(port: server.port).call("crasher.later", "1") == refusal)
            try await scratch.done("server", "reload", "main")
            #expect(try RawConnection(port: server.port).call("crasher.later", "1") == ":1\r\n")
            #expect(try await scratch.listing(Row.self, "server", "status", "main").map(\.quarantined) == [[]])
        }
    }

    @Test func aNamespaceThatCannotBeLoadedIsQuarantinedUntilItsSourceChanges() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try await scratch.add(Source.stillborn, as: "stillborn")
            let server = try await scratch.startAgain()
            #expect(
                try RawConnection(port: server.port).call("stillborn.ping").hasPrefix(
                    "-ERR stillborn is quarantined: loading it crashed the server 3 times, "))
            try await scratch.done("server", "stop", "main")
            try scratch.write(
                Source.stillborn.replacing("fatalError(\"no life in it\")", with: ""),
                to: "instances/server/main/stillborn.swift")
            let second = try await scratch.startAgain()
            #expect(try RawConnection(port: second.port).call("stillborn.ping") == "+OK\r\n")
        }
    }
}

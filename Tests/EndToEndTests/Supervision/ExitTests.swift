import Glibc
import TestSupport
import Testing

/// Commands that end the server's process without a crash.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ExitTests {
    private static let source = """
        import GedisKit
        import Glibc

        struct Quit {
            func now(_ code: Int) -> Int { exit(Int32(code)) }
            func atOnce(_ code: Int) -> Int { _exit(Int32(code)) }

            /// Past everything that could notice it.
            func hard(_ code: Int) -> Int {
                let end = dlsym(dlopen("libc.so.6", RTLD_NOW), "_exit")
                return unsafeBitCast(end, to: (@convention(c) (Int32) -> Int).self)(Int32(code))
            }
        }

        """

    @Test(arguments: ["now 0", "now 3", "atonce 0", "atonce 3"])
    func theServerIsBackAndItsLogNamesTheCommand(call: String) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Self.source, as: "quit")
            let back = try await scratch.crash(server, "quit.\(call)")
            #expect(try RawConnection(port: back.port).call("system.ping") == "+PONG\r\n")
            let name = call.hasPrefix("now") ? "now" : "atOnce"
            try await scratch.logs("exit() ended the server while quit.\(name) was running")
            try await scratch.done("server", "stop", "main")
            #expect(!back.isRunning)
        }
    }

    @Test(arguments: [0, 3]) func anEndWithoutAWordIsReplacedWhateverItsCode(code: Int) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Self.source, as: "quit")
            try await scratch.crash(server, "quit.hard \(code)")
            try await scratch.logs("ended although nobody asked for it")
            try await scratch.logs("code=\(code)")
        }
    }

    @Test func aNamespaceThatExitsAgainAndAgainIsQuarantined() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Self.source, as: "quit")
            for _ in 1...3 { try await scratch.crash(server, "quit.now 0") }
            let refusal = try RawConnection(port: server.port).call("quit.now", "0")
            #expect(refusal.hasPrefix("-ERR quit is quarantined: "))
        }
    }

    @Test func aStopAndAStartThatFailsLeaveNoCrash() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.done("server", "stop", "main")
            #expect(!server.isRunning)
            _ = try await scratch.startAgain()
            try await scratch.done("server", "create", "second", "port=0", "ssl=true")
            #expect(try await scratch.gedis("server", "start", "second", "--detach").code == 5)
            for name in ["main", "second"] {
                let log = try await scratch.done("server", "logs", name)
                #expect(!log.contains("exit()") && !log.contains("starting another one"), "\(log)")
            }
        }
    }
}

import Glibc
import TestSupport
import Testing

/// Sources that are broken when a server is to start again.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct BrokenSourceTests {
    @Test func afterACrashTheLibraryThatWorkedServes() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Source.crasher, as: "crasher")
            try await scratch.add(Source.calc, as: "calc")
            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
            try await scratch.crash(server, "crasher.div 1 0")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("calc.sum", "1", "2") == ":3\r\n")
            #expect(try connection.call("crasher.div", "6", "2") == ":3\r\n")
            let log = try await scratch.log()
            #expect(log.contains("namespace calc is served as it was when it worked last"), "\(log)")
            #expect(log.contains("cannot find 'missing' in scope"), "\(log)")
            #expect(try scratch.read("instances/server/main/calc.swift") == Source.broken)
        }
    }

    @Test func aSourceThatNeverWorkedIsLeftOutAfterACrash() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Source.crasher, as: "crasher")
            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
            try await scratch.crash(server, "crasher.div 1 0")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("crasher.div", "6", "2") == ":3\r\n")
            #expect(try connection.call("calc.sum", "1").hasPrefix("-ERR unknown command 'calc.sum'"))
            #expect(try await scratch.log().contains("namespace calc is left out, the others are served"))
        }
    }

    @Test func aNamespaceWhoseInitThrowsIsLeftOutAtAStart() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try await scratch.add(Source.calc, as: "calc")
            try await scratch.add(
                """
                import GedisKit

                struct Refusing {
                    init() throws { throw CommandError("not today") }
                    func ping() {}
                }

                """, as: "refusing")
            let server = try await scratch.startAgain()
            #expect(try RawConnection(port: server.port).call("calc.sum", "1", "2") == ":3\r\n")
            let log = try await scratch.log()
            #expect(log.contains("namespace refusing is left out") && log.contains("not today"), "\(log)")
        }
    }

    @Test func aRestartThatCannotWorkChangesNothing() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(Source.calc, as: "calc")
            func expectRefusal(_ message: String, code: Int32) async throws {
                let outcome = try await scratch.gedis("server", "restart", "main")
                #expect(outcome.code == code && outcome.errors.contains(message), "\(outcome.errors)")
                #expect(outcome.errors.contains("was not stopped"))
                #expect(server.isRunning)
                #expect(try RawConnection(port: server.port).call("calc.sum", "1", "2") == ":3\r\n")
            }
            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
            try await expectRefusal("cannot find 'missing' in scope", code: 5)
            try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
            try await scratch.done("server", "set", "main", "ssl=true")
            try await expectRefusal(
                "cannot read the certificate \(scratch.path("instances/server/main/tls/cert.pem")): No such file",
                code: 5)
            try await scratch.done("server", "set", "main", "ssl=false", "password=geheim")
            _ = try await scratch.run("mv", [scratch.path("data"), scratch.path("away")])
            try await expectRefusal("password", code: 5)
            _ = try await scratch.run("mv", [scratch.path("away"), scratch.path("data")])
            try await scratch.done("server", "set", "main", "--unset", "password")
            try await scratch.done("server", "restart", "main")
            #expect(!server.isRunning)
        }
    }
}

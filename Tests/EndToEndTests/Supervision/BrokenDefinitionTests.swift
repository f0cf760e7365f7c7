import Glibc
import TestSupport
import Testing

/// Definitions that are broken, and places that are taken, when a server is to start again.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct BrokenDefinitionTests {
    private struct Row: Decodable { var served_as_before: [String] }

    @Test func afterACrashTheDefinitionsThatWorkedServe() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "data", "type=sqlite", "path=\(scratch.path("data.sqlite"))")
            let server = try await scratch.startLasting("dbclient_instance=data", "password=geheim")
            try await scratch.add(Source.crasher, as: "crasher")
            let files = ["instances/server/main.yaml", "instances/backend/data.yaml"]
            let texts = try files.map { try scratch.read($0) }
            for (file, text) in zip(files, texts) { try scratch.write(text + "prot: 1\n", to: file) }
            try scratch.write(Source.calc, to: "instances/server/main/my-calc.swift")

            let before = try #require(try await scratch.process())
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("AUTH", "geheim") == "+OK\r\n")
            #expect(try connection.call("system.set", "a", "1") == "+OK\r\n")
            connection.send("crasher.div 1 0\r\n")
            #expect(try connection.rest() == "")
            _ = try await scratch.comesBack(server, after: before)
            let again = try RawConnection(port: server.port)
            #expect(try again.call("crasher.div", "1", "1").hasPrefix("-NOAUTH "))
            #expect(try again.call("AUTH", "geheim") == "+OK\r\n")
            #expect(try again.call("crasher.div", "6", "2") == ":3\r\n")
            #expect(try again.call("system.get", "a") == "$1\r\n1\r\n")
            let log = try await scratch.log()
            #expect(log.contains("serving as the definition was when it worked last"), "\(log)")
            #expect(log.contains("prot: no such key"), "\(log)")
            #expect(log.contains("namespace my-calc.swift is left out"), "\(log)")
            let shown = try await scratch.listing(Row.self, "server", "status", "main").first?.served_as_before ?? []
            #expect(shown.count == 2 && shown[0].hasPrefix("server/main.yaml:"), "\(shown)")

            for (file, text) in zip(files, texts) { try scratch.write(text, to: file) }
            unlink(scratch.path("instances/server/main/my-calc.swift"))
            try await scratch.done("server", "reload", "main")
            #expect(
                try await scratch.listing(Row.self, "server", "status", "main").map(\.served_as_before) == [[]])
        }
    }

    @Test func aRestartSeesPlacesThatAreTakenAndNotItsOwn() async throws {
        try await withScratch { scratch in
            let other = try await scratch.startLasting()
            try await scratch.done(
                "server", "create", "second", "port=\(try freePort())", "web.port=\(try freePort())",
                "metrics_port=\(try freePort())", "unixsocket=\(scratch.path("second.sock"))")
            try await scratch.done("server", "start", "second", "--detach")
            try await scratch.done("server", "restart", "second")
            let taken = "port \(other.port) of 127.0.0.1 is taken by another program: choose another with port=…"
            for (assignment, message) in [
                ("port=\(other.port)", taken), ("web.port=\(other.port)", taken),
                ("metrics_port=\(other.port)", "cannot serve metrics on 127.0.0.1:\(other.port): "),
                ("unixsocket=\(scratch.path("none/second.sock"))", "cannot make the socket "),
            ] {
                let text = try scratch.read("instances/server/second.yaml")
                try await scratch.done("server", "set", "second", assignment)
                let outcome = try await scratch.gedis("server", "restart", "second")
                #expect(outcome.code == 5 && outcome.errors.contains(message), "\(outcome.errors)")
                #expect(outcome.errors.contains("was not stopped"))
                try scratch.write(text, to: "instances/server/second.yaml")
            }
            #expect(try await scratch.gedis("server", "status", "second").code == 0)
        }
    }
}

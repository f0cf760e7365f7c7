import TestSupport
import Testing

/// Servers that get other names, and copies of servers.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct CopyVerbTests {
    @Test func aServerWithAnotherNameServesTheSameAndKeepsItsLog() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=geheim")
            try scratch.write("def ping() -> str:\n    return \"one\"\n", to: "tools.py")
            try await scratch.done("server", "add", "main", "tools.py")
            let refused = try await scratch.gedis("server", "rename", "main", "second")
            #expect(refused.code == 2)
            #expect(refused.errors.contains("server main runs (pid "), "\(refused.errors)")
            #expect(server.isRunning)
            try await scratch.done("server", "stop", "main")
            #expect(try await scratch.done("server", "rename", "main", "second") == "renamed server main to second")
            #expect(try await scratch.done("server", "logs", "second").contains("listening"))
            let again = try RunningServer(greeting: try await scratch.done("server", "start", "second", "--detach"))
            let connection = try RawConnection(port: again.port)
            #expect(try connection.call("AUTH", "geheim") == "+OK\r\n")
            #expect(try connection.call("tools.ping") == "$3\r\none\r\n")
            #expect(try await scratch.gedis("server", "status", "main").code == 3)
            // Where the source was added from is known still, so that its author may change it.
            try scratch.write("def ping() -> str:\n    return \"two\"\n", to: "tools.py")
            try await scratch.done("server", "add", "second", "tools.py")
            #expect(try connection.call("tools.ping") == "$3\r\ntwo\r\n")
        }
    }

    @Test func aCopyRunsBesideTheServerThatItWasMadeOf() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting("users.vito.password=geheim")
            let outcome = try await scratch.gedis("server", "copy", "main", "second")
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains("both have port=\(server.port)"), "\(outcome.errors)")
            #expect(try await scratch.gedis("server", "copy", "main", "second", "port=0").code == 2)
            let third = try await scratch.gedis("server", "copy", "main", "third", "port=0")
            #expect(third.errors == "")
            let copy = try RunningServer(greeting: try await scratch.done("server", "start", "third", "--detach"))
            #expect(try RawConnection(port: copy.port).call("AUTH", "vito", "geheim") == "+OK\r\n")
            #expect(server.isRunning)
        }
    }
}

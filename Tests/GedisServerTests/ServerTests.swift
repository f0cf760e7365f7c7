import Foundation
import GedisClient
import GedisKit
import GedisCore
import GedisServer
import Logging
import TestSupport
import Testing

/// A server with real sockets.
@Suite(.takesTurns) struct ServerTests {
    @Test func localhostIsBothAddressesOnOnePort() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            #expect(server.ports.count == 1)
            for host in ["127.0.0.1", "::1"] {
                let client = try await Client.connect(to: .tcp(host: host, port: port))
                #expect(try await client.call("PING") == .simple("PONG"))
                await client.close()
            }
        }
    }

    @Test func repliesKeepTheOrderOfTheirRequests() async throws {
        try await withServer { server, _ in
            let client = try await connect(to: server)
            let requests = (0..<3000).map { index in
                [["demo.suspend", "demo.async", "demo.sync"][index % 3], "\(index)"]
            }
            let replies = try await client.pipeline(requests.map { $0.map { Array($0.utf8) } })
            #expect(replies == (0..<3000).map { .string("\($0)") })
            await client.close()
        }
    }

    @Test func callsOfARunAreAnsweredAndCountedOneByOne() async throws {
        try await withServer { server, _ in
            let client = try await connect(to: server)
            var requests: [[String]] = []
            var expected: [Value] = []
            for index in 0..<1000 {
                // Both kinds in runs of ten; each seventh is refused before it runs, each eleventh by its handler.
                let name = index / 10 % 2 == 0 ? "demo.async" : "demo.suspend"
                if index % 7 == 0 {
                    requests.append([name])
                    expected.append(.error(CommandError("wrong number of arguments for '\(name)' command")))
                } else if index % 11 == 0 {
                    requests.append(["demo.wrong", "\(index)"])
                    expected.append(.error(CommandError("demo.wrong: \(index) is wrong")))
                } else {
                    requests.append([name, "\(index)"])
                    expected.append(.string("\(index)"))
                }
            }
            let replies = try await client.pipeline(requests.map { $0.map { Array($0.utf8) } })
            for (reply, wanted) in zip(replies, expected) { #expect(reply == wanted) }
            let statistics = try #require(try await client.call("INFO", "commandstats").text)
            for name in ["demo.async", "demo.suspend", "demo.wrong"] {
                let ran = requests.count { $0[0] == name && $0.count > 1 }
                #expect(statistics.contains("cmdstat_\(name):calls=\(ran),"), "\(statistics)")
            }
            #expect(statistics.contains(/cmdstat_demo.wrong:.*failed_calls=78/))
            await client.close()
        }
    }

    @Test func eachCallOfARunIsAnsweredInTheVersionOfItsTime() async throws {
        try await withServer { server, _ in
            let client = try await connect(to: server)
            let requests = [["demo.map"], ["HELLO", "3"], ["demo.map"], ["RESET"], ["demo.map"]]
            let replies = try await client.pipeline(requests.map { $0.map { Array($0.utf8) } })
            let flat = Value.array([.string("a"), .integer(1)])
            #expect(replies[0] == flat && replies[4] == flat)
            #expect(replies[2] == .map([.init("a", .integer(1))]))
            await client.close()
        }
    }

    @Test func aHandlerThatGoesOnBehindItsCallsHoldsUpTheNext() async throws {
        try await withServer { server, gate in
            let client = try await connect(to: server)
            let other = try await connect(to: server)
            #expect(try await client.call("demo.late", "1") == .string("1"))
            try await eventually { gate.count == 1 }
            async let replies = client.pipeline(
                [["demo.async", "2"], ["demo.sync", "3"]].map { $0.map { Array($0.utf8) } })
            #expect(try await other.call("demo.async", "4") == .string("4"))
            #expect(try await other.call("demo.open") == .ok)
            #expect(try await replies == [.string("2"), .string("3")])
            await client.close()
            await other.close()
        }
    }

    @Test func aLongCallHoldsUpItsOwnConnectionAlone() async throws {
        try await withServer { server, _ in
            let waiting = try await connect(to: server)
            let other = try await connect(to: server)
            async let replies = waiting.pipeline([[Array("demo.wait".utf8)], [Array("PING".utf8)]])
            // The second client's call is what lets the first one's end.
            #expect(try await other.call("demo.open") == .ok)
            #expect(try await replies == [.simple("PASSED"), .simple("PONG")])
            await waiting.close()
            await other.close()
        }
    }

    @Test func aClientThatGoesAwayCancelsItsCall() async throws {
        try await withServer { server, gate in
            let client = try await connect(to: server)
            let call = Task { try await client.call("demo.wait") }
            try await eventually { gate.count == 1 }
            await client.close()
            await #expect(throws: ClientError.self) { try await call.value }
            try await eventually { gate.count == 0 }
        }
    }

    @Test func newNamespacesAreSeenAtOnceAndCallsThatRunGoOn() async throws {
        try await withServer { server, gate in
            let client = try await connect(to: server)
            let other = try await connect(to: server)
            async let reply = client.call("demo.wait")
            try await eventually { gate.count == 1 }
            let command = Command(name: "new", handler: .synchronous { _, reply in reply.simple("NEW") })
            await server.use([Namespace(name: "demo", commands: [command])])
            #expect(try await other.call("demo.new") == .simple("NEW"))
            await #expect(throws: CommandError.self) { try await other.call("demo.sync", "1") }
            gate.open()
            #expect(try await reply == .simple("PASSED"))
            await client.close()
            await other.close()
        }
    }

    @Test func aStopAnswersWhatRunsAndRefusesTheRest() async throws {
        try await withServer { server, gate in
            let client = try await connect(to: server)
            let port = try #require(server.ports.first)
            let reply = Task { try await client.call("demo.wait") }
            try await eventually { gate.count == 1 }
            server.stop()
            try await eventually {
                guard let late = try? await Client.connect(to: .tcp(host: "127.0.0.1", port: port)) else { return true }
                await late.close()
                return false
            }
            gate.open()
            #expect(try await reply.value == .simple("PASSED"))
        }
    }

    @Test func aCancelledTaskEndsTheServerAsAStopDoes() async throws {
        let gate = Gate()
        let server = Server(
            ServerConfiguration(name: "test", endpoints: [.tcp(host: "localhost", port: 0)], threads: 2),
            namespaces: [.waiting(at: gate)], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        _ = try await server.start()
        let run = Task { await server.run() }
        let client = try await connect(to: server)
        let port = try #require(server.ports.first)
        let reply = Task { try await client.call("demo.wait") }
        try await eventually { gate.count == 1 }
        run.cancel()
        try await eventually {
            guard let late = try? await Client.connect(to: .tcp(host: "127.0.0.1", port: port)) else { return true }
            await late.close()
            return false
        }
        gate.open()
        #expect(try await reply.value == .simple("PASSED"))
        await run.value
    }

    @Test func aClientThatReadsNothingIsNotReadFromWithoutEnd() async throws {
        try await withServer { server, _ in
            let socket = try RawConnection(port: try #require(server.ports.first))
            // Replies are a thousand times as large as requests: the server has to stop taking more.
            let most = 64 * 1024 * 1024
            #expect(try socket.fill(with: Array("demo.large\r\n".utf8), atMost: most) < most)
            let client = try await connect(to: server)
            #expect(try await client.call("PING") == .simple("PONG"))
            await client.close()
        }
    }

    @Test func aSocketInTheFileSystemHasItsMode() async throws {
        let path = "/tmp/gedis-\(UInt32.random(in: 0...UInt32.max)).sock"
        try await withServer(at: .unix(path: path, mode: 0o640)) { _, _ in
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o640)
            let client = try await Client.connect(to: .unix(path: path))
            #expect(try await client.call("PING") == .simple("PONG"))
            await client.close()
            #expect(
                await Self.refusal(at: .unix(path: path, mode: 0o600))?.contains("another server listens there") == true
            )
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aTakenPortIsSaid() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let expected = "port \(port) of 127.0.0.1 is taken by another program: choose another with port=…"
            #expect(await Self.refusal(at: .tcp(host: "127.0.0.1", port: port)) == expected)
        }
    }

    /// Why a server cannot listen at an endpoint.
    private static func refusal(at endpoint: ServerConfiguration.Endpoint) async -> String? {
        let server = Server(
            ServerConfiguration(name: "second", endpoints: [endpoint]), namespaces: [], logger: Logger(label: "test"))
        do {
            _ = try await server.start()
            return nil
        } catch {
            return error.description
        }
    }
}

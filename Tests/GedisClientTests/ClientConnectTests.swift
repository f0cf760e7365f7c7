import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ClientConnectTests {
    @Test(arguments: ["localhost", "127.0.0.1", "::1"])
    func byNameAndByAddress(_ host: String) async throws {
        try await RedisProcess.with(["--bind", "127.0.0.1", "::1"], port: .tcp) { server in
            let client = try await Client.connect(to: .tcp(host: host, port: server.port))
            #expect(try await client.call("PING") == .simple("PONG"))
        }
    }

    @Test func aRefusedConnectionNamesTheAddressAndTheReason() async throws {
        let held = try HeldPort()
        defer { held.release() }
        for host in ["localhost", "127.0.0.1"] {
            let error = await #expect(throws: ClientError.self) {
                try await Client.connect(to: .tcp(host: host, port: held.number))
            }
            #expect(error?.code == .couldNotConnect)
            #expect(error?.message == "could not connect to \(host):\(held.number): Connection refused")
            #expect(error?.cause != nil)
        }
    }

    @Test(
        arguments: [
            (
                Client.Endpoint.tcp(host: "host.invalid", port: 1),
                "host.invalid:1: no address is known for host.invalid"
            ),
            (.tcp(host: "localhost", port: 0), "localhost:0: 0 is not a port (1…65535)"),
            (.tcp(host: "::1", port: 99999), "[::1]:99999: 99999 is not a port (1…65535)"),
            (.unix(path: "/none/socket"), "/none/socket: No such file or directory"),
            (
                .unix(path: "/" + String(repeating: "x", count: 200)),
                "/\(String(repeating: "x", count: 200)): the path is too long for a Unix socket"
            ),
        ])
    func aHostAPortAndASocketThatDoNotExist(_ endpoint: Client.Endpoint, _ reason: String) async {
        let error = await #expect(throws: ClientError.self) { try await Client.connect(to: endpoint) }
        #expect(error?.code == .couldNotConnect)
        #expect(error?.message == "could not connect to \(reason)")
    }

    @Test func aPasswordAndAUserWithOne() async throws {
        try await RedisProcess.with(["--requirepass", "secret", "--user", "ann", "on", ">hers", "~*", "+@all"]) {
            server in
            let client = try await server.connect(.init(password: "secret"))
            #expect(try await client.call("ACL", "WHOAMI") == "default")
            let ann = try await server.connect(.init(username: "ann", password: "hers", version: .resp3))
            #expect(try await ann.call("ACL", "WHOAMI") == "ann")
        }
    }

    @Test func aWrongPasswordOrNoneIsReportedWithoutRepeatingIt() async throws {
        try await RedisProcess.with(["--requirepass", "secret"]) { server in
            for configuration in [
                Client.Configuration(password: "guess"), .init(username: "eve", password: "guess"),
                .init(version: .resp3),
            ] {
                let error = await #expect(throws: ClientError.self) { try await server.connect(configuration) }
                #expect(error?.code == .authenticationRefused)
                #expect(error?.message.contains("\(server.socket)") == true)
                #expect(error?.message.contains("guess") == false)
                #expect(error?.cause is CommandError)
            }
            let client = try await server.connect()
            await #expect(throws: CommandError("Authentication required.", code: "NOAUTH")) {
                try await client.call("GET", "k")
            }
        }
    }

    @Test func resp3IsAskedForByHELLO() async throws {
        try await RedisProcess.with { server in
            let script = "redis.setresp(3); return {map={a=1}}"
            let plain = try await server.connect()
            #expect(try await plain.call("EVAL", script, "0") == ["a", 1])
            let client = try await server.connect(.init(version: .resp3))
            #expect(try await client.call("EVAL", script, "0") == ["a": 1] as Value)
            guard case .map(let entries) = try await client.call("HELLO") else {
                Issue.record("HELLO is not answered by a map")
                return
            }
            #expect(entries.contains(.init("proto", 3)))
        }
    }

    @Test func aServerWithoutRESP3IsDistinguishedFromOneThatRefusesThePassword() async throws {
        let listener = try Listener()
        defer { listener.close() }
        listener.answer("-NOPROTO unsupported protocol version\r\n")
        let error = await #expect(throws: ClientError.self) {
            try await Client.connect(to: listener.endpoint, configuration: .init(version: .resp3))
        }
        #expect(error?.code == .protocolError)
        #expect(error?.message == "\(listener.endpoint) refused RESP3: NOPROTO unsupported protocol version")
    }

    @Test(
        arguments: [
            Client.Configuration(password: "p", connectTimeout: .milliseconds(50)),
            .init(tls: .init(), connectTimeout: .milliseconds(50)),
        ])
    func aServerThatAcceptsAndSaysNothingTimesOut(_ configuration: Client.Configuration) async throws {
        let listener = try Listener()
        defer { listener.close() }
        let error = await #expect(throws: ClientError.self) {
            try await Client.connect(to: listener.endpoint, configuration: configuration)
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message == "\(listener.endpoint) was not ready for calls within 0.05 seconds")
    }

    @Test func connectingCanBeCancelled() async throws {
        let listener = try Listener()
        defer { listener.close() }
        let task = Task {
            try await Client.connect(
                to: listener.endpoint, configuration: .init(password: "p", connectTimeout: .seconds(3600)))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

import GedisSettings
import InMemoryLogging
import Logging
import TestSupport
import Testing

@testable import GedisCore
@testable import GedisServer

/// Connections that come through a proxy.
@Suite(.takesTurns) struct ProxiedConnectionTests {
    private let log = InMemoryLogHandler()
    private var logger: Logger { Logger(label: "test") { [log] _ in log } }

    private func withProxies(
        _ sources: [String] = ["127.0.0.1", "::1"], _ body: (Server, Int) async throws -> Void
    ) async throws {
        try await withServer(logger: logger) {
            $0.proxy.isExpected = true
            $0.proxy.sources = sources.compactMap(AddressRange.init)
            $0.password = "secret"
        } _: { server, _ in
            try await body(server, try #require(server.ports.first))
        }
    }

    private func header(_ client: String) -> String { "PROXY TCP4 \(client) 127.0.0.1 4711 6379\r\n" }

    @Test func theClientsAddressIsKnown() async throws {
        try await withProxies { server, port in
            let one = try RawConnection(port: port)
            one.send(header("192.0.2.7") + "auth secret\r\nclient setname one\r\n")
            #expect(try one.read(until: "+OK\r\n+OK\r\n") == "+OK\r\n+OK\r\n")
            let two = try RawConnection(port: port)
            for byte in Array(header("192.0.2.8").utf8) { two.send([byte]) }
            #expect(try two.exchange("auth secret\r\n", until: "\r\n") == "+OK\r\n")
            let list = try two.exchange("client list\r\n", until: "\n\r\n")
            #expect(list.contains(" addr=192.0.2.7:4711 laddr=127.0.0.1:\(port) "))
            #expect(list.contains(" addr=192.0.2.8:4711 "))
            let probe = try RawConnection(port: port)
            #expect(try probe.exchange("PROXY UNKNOWN\r\nauth secret\r\n", until: "\r\n") == "+OK\r\n")
            #expect(try two.exchange("client list\r\n", until: "\n\r\n").contains(" addr=127.0.0.1:"))
        }
    }

    @Test func wrongPasswordsAreCountedByTheClientsAddress() async throws {
        try await withProxies { _, port in
            func guess(from client: String, _ times: Int) throws -> String {
                let connection = try RawConnection(port: port)
                connection.send(header(client) + String(repeating: "auth wrong\r\n", count: times))
                connection.finish()
                return try connection.read(until: "never")
            }
            #expect(try guess(from: "192.0.2.7", 22).split(separator: "\r\n").count < 22)
            let other = try guess(from: "192.0.2.8", 3).split(separator: "\r\n")
            #expect(other.count == 3 && other.allSatisfy { $0.hasPrefix("-WRONGPASS") }, "\(other)")
            #expect(log.entries.contains { $0.metadata["from"] == "192.0.2.7:4711" })
        }
    }

    @Test func whoSaysNothingOfTheClientIsNotServed() async throws {
        try await withProxies { _, port in
            for start in ["auth secret\r\n", "PROXY TCP4 a b 1 2\r\nauth secret\r\n", "PROXY TCP4 192.0.2.7"] {
                let connection = try RawConnection(port: port)
                connection.send(start)
                if !start.hasSuffix("\n") { connection.finish() }
                #expect(try connection.read(until: "never") == "")
            }
            let lines = log.entries.filter { "\($0.message)".hasPrefix("refusing a connection: PROXY protocol: ") }
            #expect(lines.count == 3 && lines.allSatisfy { $0.level == .warning })
            #expect(lines.allSatisfy { "\($0.metadata["from"] ?? "")".hasPrefix("127.0.0.1:") })
            let connection = try RawConnection(port: port)
            #expect(try connection.exchange(header("192.0.2.7") + "auth secret\r\n", until: "\r\n") == "+OK\r\n")
        }
    }

    @Test func whoIsNoProxyIsNotServed() async throws {
        try await withProxies(["10.0.0.0/8", "::1"]) { _, port in
            let connection = try RawConnection(port: port)
            connection.send(header("192.0.2.7") + "auth secret\r\n")
            #expect(try connection.read(until: "never") == "")
            let message = "refusing connections: \(Refusals.Reason.notFromProxy.rawValue)"
            #expect(log.entries.contains { $0.level == .warning && "\($0.message)" == message })
        }
    }
}

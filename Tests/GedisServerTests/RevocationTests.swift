import GedisKit
import TestSupport
import Testing

@testable import GedisCore
@testable import GedisServer

/// Who may call no more, or never could.
@Suite(.takesTurns) struct RevocationTests {
    static let user = ServerConfiguration.User(name: "vito", password: "pw")

    @Test func whatAUserSentAheadWhoIsGoneIsRefused() async throws {
        try await withServer {
            $0.users = [Self.user, .init(name: "other", password: "pw2")]
        } _: { server, gate in
            let client = try RawConnection(port: try #require(server.ports.first))
            #expect(try client.exchange("auth vito pw\r\n", until: "\r\n") == "+OK\r\n")
            client.send("demo.wait\r\ndemo.sync a\r\nping\r\n")
            try await eventually { gate.count == 1 }
            await server.use(password: nil, users: [.init(name: "other", password: "pw2")])
            gate.open()
            let refusal = "-NOAUTH Authentication required.\r\n"
            #expect(try client.read(until: "never") == "+PASSED\r\n\(refusal)\(refusal)")
        }
    }
}

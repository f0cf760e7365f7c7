import GedisKit
import Testing

@testable import GedisServer

/// Who may call no more, or never could.
@Suite struct RevocationTests {
    static let user = ServerConfiguration.User(name: "vito", password: "pw")

    @Test func whatAUserSentAheadWhoIsGoneIsRefused() async throws {
        try await withServer {
            $0.users = [Self.user, .init(name: "other", password: "pw2")]
        } _: { server, gate in
            let client = try RawSocket(port: try #require(server.ports.first))
            #expect(try client.exchange("auth vito pw\r\n", until: "\r\n") == "+OK\r\n")
            try client.send("demo.wait\r\ndemo.sync a\r\nping\r\n")
            try await eventually { gate.count == 1 }
            await server.use(password: nil, users: [.init(name: "other", password: "pw2")])
            gate.open()
            let refusal = "-NOAUTH Authentication required.\r\n"
            #expect(try client.read(until: "never") == "+PASSED\r\n\(refusal)\(refusal)")
        }
    }

    @Test func aCertificateOfTheNameDefaultIsNobodyWhereDefaultIsNobody() {
        #expect(Accounts(password: nil, users: [Self.user]).account(certified: "default") == nil)
        #expect(Accounts(password: nil, users: [Self.user]).account(certified: "vito")?.name == "vito")
        #expect(Accounts(password: "pw", users: []).account(certified: "default")?.name == "default")
    }

    @Test func aStrangerGetsNoMoreTimeByStartingOver() {
        let client = TestClient(password: "geheim")
        let start = client.connection.session.strangerSince
        _ = client.send("reset\n")
        #expect(client.connection.session.strangerSince == start)
        _ = client.send("auth geheim\nreset\n")
        #expect(client.connection.session.strangerSince > start)
    }
}

import GedisKit
import Testing

@testable import GedisCore

/// Who a client is, and until when it may be nobody.
@Suite struct IdentityTests {
    static let user = ServerConfiguration.User(name: "vito", password: "pw")

    @Test func aCertificateOfTheNameDefaultIsNobodyWhereDefaultIsNobody() {
        #expect(Accounts(password: nil, users: [Self.user]).account(certified: "default") == nil)
        #expect(Accounts(password: nil, users: [Self.user]).account(certified: "vito")?.name == "vito")
        #expect(Accounts(password: "pw", users: []).account(certified: "default")?.name == "default")
    }

    @Test func aStrangerGetsNoMoreTimeByStartingOver() {
        let client = TestClient(password: "geheim")
        let start = client.connection.session.unauthenticatedSince
        _ = client.send("reset\n")
        #expect(client.connection.session.unauthenticatedSince == start)
        _ = client.send("auth geheim\nreset\n")
        #expect(client.connection.session.unauthenticatedSince > start)
    }
}

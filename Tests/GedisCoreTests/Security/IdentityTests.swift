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

    @Test func whoeverShowsACertificateIsDefaultWhereClientsAreAskedForOneAndNobodyIsNamed() {
        let accounts = Accounts(password: nil, asksForCertificates: true)
        #expect(!accounts.isOpen)
        #expect(accounts.account(certified: "anybody")?.name == "default")
        #expect(accounts.successor(of: accounts.default, isCertified: true)?.name == "default")
        #expect(accounts.successor(of: accounts.default, isCertified: false) == nil)
        let named = Accounts(password: nil, users: [Self.user], asksForCertificates: true)
        #expect(named.account(certified: "anybody") == nil)
        #expect(named.successor(of: accounts.default, isCertified: true) == nil)
    }

    @Test func aCertificatesUserStaysThatUser() {
        let client = TestClient(users: [Self.user])
        client.connection.certify(as: "vito")
        #expect(client.send("acl whoami\nreset\nacl whoami\n") == "$4\r\nvito\r\n+RESET\r\n$4\r\nvito\r\n")
        #expect(client.send("auth default anything\n").hasPrefix("-WRONGPASS"))
        #expect(client.send("acl whoami\n") == "$4\r\nvito\r\n")
        let unknown = TestClient(users: [Self.user])
        unknown.connection.certify(as: "default")
        #expect(unknown.send("acl whoami\n") == "-NOAUTH Authentication required.\r\n")
    }

    @Test func anUnauthenticatedClientGetsNoMoreTimeByStartingOver() {
        let client = TestClient(password: "geheim")
        let start = client.connection.session.unauthenticatedSince
        _ = client.send("reset\n")
        #expect(client.connection.session.unauthenticatedSince == start)
        _ = client.send("auth geheim\nreset\n")
        #expect(client.connection.session.unauthenticatedSince > start)
    }
}

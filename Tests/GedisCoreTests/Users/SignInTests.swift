import GedisKit
import Testing

@testable import GedisCore

/// Tokens that stand in for passwords.
@Suite struct SignInTests {
    private let signIns = SignIns()
    private let users = [
        ServerConfiguration.User(name: "vito", password: "pw"), ServerConfiguration.User(name: "ada", password: "pw"),
    ]

    private func accounts(_ users: [ServerConfiguration.User]) -> Accounts { Accounts(passwords: [], users: users) }

    @Test func aTokenIsItsUsersForItsTime() throws {
        let accounts = accounts(users)
        let vito = try #require(accounts["vito"])
        let now = ContinuousClock.now
        let token = signIns.issue(to: vito, at: now)
        func name(_ user: String, _ token: [UInt8], after seconds: Int = 1) -> String? {
            signIns.account(named: user, by: token, among: accounts, at: now + .seconds(seconds))?.name
        }
        #expect(name("vito", token) == "vito")
        #expect(name("ada", token) == nil && name("nobody", token) == nil)
        #expect(name("vito", token.dropLast()) == nil && name("vito", token + [0x30]) == nil)
        #expect(name("vito", Array("pw".utf8)) == nil)
        #expect(name("vito", token, after: 8 * 3600 - 1) == "vito" && name("vito", token, after: 8 * 3600) == nil)
        signIns.withdraw(token)
        #expect(name("vito", token) == nil)
    }

    @Test func anotherPasswordEndsIt() throws {
        let token = signIns.issue(to: try #require(accounts(users)["vito"]))
        #expect(signIns.account(named: "vito", by: token, among: accounts(users)) != nil)
        var others = users
        others[0].commands = ["calc.*"]
        #expect(signIns.account(named: "vito", by: token, among: accounts(others))?.rules?.patterns == ["calc.*"])
        others[0].passwords = ["new"]
        #expect(signIns.account(named: "vito", by: token, among: accounts(others)) == nil)
        #expect(signIns.account(named: "vito", by: token, among: accounts([users[1]])) == nil)
    }

    @Test func aUserHasSoManyAtOnce() throws {
        let accounts = accounts(users)
        let vito = try #require(accounts["vito"])
        let start = ContinuousClock.now
        let tokens = (0...SignIns.mostOfUser).map { signIns.issue(to: vito, at: start + .seconds($0)) }
        let sound = tokens.map {
            signIns.account(named: "vito", by: $0, among: accounts, at: start + .seconds(30)) != nil
        }
        #expect(sound == [false] + Array(repeating: true, count: SignIns.mostOfUser))
    }

    @Test func overPlainRESPItIsNone() {
        let client = TestClient(password: "pw")
        _ = client.send("auth pw\n")
        let token = client.connection.issueSignIn() ?? ""
        #expect(!token.isEmpty)
        #expect(client.send("auth \(token)\n").hasPrefix("-WRONGPASS"))
        client.connection.session.transport = .webSocket
        #expect(client.send("auth \(token)\n") == "+OK\r\n")
    }
}

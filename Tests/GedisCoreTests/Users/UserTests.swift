import GedisKit
import Testing

@testable import GedisCore

/// Who may call what.
@Suite struct UserTests {
    static let users = [
        ServerConfiguration.User(name: "vito", password: "pw", commands: ["demo.*", "-demo.sum", "client|list"]),
        ServerConfiguration.User(name: "root", password: "pw2"),
        ServerConfiguration.User(name: "cert", password: "", commands: ["*"]),
    ]

    @Test func eachOfSeveralPasswordsIsTaken() {
        var user = ServerConfiguration.User(name: "vito", password: "old")
        user.passwords.append("new one")
        let accounts = Accounts(passwords: ["", "first", "second"], users: [user])
        func isRight(_ name: String, _ password: String) -> Bool {
            Array(password.utf8).withUnsafeBytes { accounts.account(name, password: $0) } != nil
        }
        #expect(isRight("vito", "old") && isRight("vito", "new one"))
        #expect(isRight("default", "first") && isRight("default", "second"))
        for wrong in ["", "new", "first", "oldold", "new one "] { #expect(!isRight("vito", wrong)) }
        #expect(!isRight("default", "") && !isRight("nobody", "first"))
    }

    @Test func usersMakeClientsSayWhoTheyAre() {
        let client = TestClient(users: Self.users)
        #expect(client.send("ping\n") == "-NOAUTH Authentication required.\r\n")
        for wrong in ["auth pw", "auth default pw", "auth vito pw2", "auth nobody pw", "auth cert \"\""] {
            #expect(client.send(wrong + "\n").hasPrefix("-WRONGPASS"), "\(wrong)")
        }
        #expect(client.send("auth vito pw\nacl whoami\n") == "+OK\r\n$4\r\nvito\r\n")
        #expect(client.send("hello 2 auth root pw2\n").hasPrefix("*14"))
        #expect(client.send("acl whoami\n") == "$4\r\nroot\r\n")
    }

    @Test(
        arguments: [
            ("demo.pair", nil), ("ping", nil), ("select 0", nil), ("client id", nil), ("client setname a", nil),
            ("command count", nil), ("demo.sum 1 2", "demo.sum"), ("demo.sum", "demo.sum"), ("info", nil),
            ("config get *", "config|get"), ("publish a b", "publish"), ("subscribe a", "subscribe"),
            ("client kill 1", "client|kill"), ("acl list", "acl|list"), ("monitor", "monitor"),
        ] as [(String, String?)])
    func rulesAreAskedBeforeArgumentsAreRead(request: String, refused: String?) {
        let client = TestClient(users: Self.users)
        _ = client.send("auth vito pw\n")
        let reply = client.send(request + "\n")
        if let refused {
            #expect(reply == "-NOPERM User vito has no permissions to run the '\(refused)' command\r\n")
        } else {
            #expect(!reply.hasPrefix("-"), "\(reply)")
        }
    }

    @Test func whoHasNoRightToStatisticsLearnsWhatClientsConnectBy() {
        let client = TestClient(users: Self.users)
        #expect(client.send("info\n").hasPrefix("-NOAUTH"))
        _ = client.send("auth vito pw\n")
        let lines = """
            # Server\r\nredis_version:7.2.0\r\ngedis_version:\(GedisVersion.current)\r\nredis_mode:standalone\r\n\r\n\
            # Persistence\r\nloading:0\r\n\r\n# Replication\r\nrole:master\r\n
            """
        #expect(client.send("info\n") == "$\(lines.utf8.count)\r\n\(lines)\r\n")
        #expect(client.send("info everything\n") == "$\(lines.utf8.count)\r\n\(lines)\r\n")
        #expect(client.send("info replication\n") == "$28\r\n# Replication\r\nrole:master\r\n\r\n")
        #expect(client.send("info commandstats clients\n") == "$0\r\n\r\n")
        _ = client.send("auth root pw2\n")
        #expect(client.send("info\n").contains("connected_clients:"))
    }

    @Test(arguments: [
        "hello 3", "hello 2 setname a", "client setinfo lib-name a", "client setinfo lib-ver 1", "client setname a",
        "client id", "client info", "select 0", "info replication", "command", "command docs", "command info ping",
        "command list", "echo a", "ping", "reset",
    ])
    func whatClientsConnectByIsAlwaysAllowed(request: String) {
        let client = TestClient(users: [ServerConfiguration.User(name: "vito", password: "pw", commands: ["none.*"])])
        _ = client.send("auth vito pw\n")
        #expect(!client.send(request + "\n").hasPrefix("-"))
    }

    @Test func everybodyIsShownWhatTheyMayCall() {
        let client = TestClient(users: Self.users)
        _ = client.send("auth vito pw\n")
        let shown = client.send("command list\n")
        #expect(shown.contains("demo.pair") && !shown.contains("demo.sum") && !shown.contains("publish"))
        #expect(client.send("command docs demo.sum demo.pair\n").hasPrefix("*2\r\n$9\r\ndemo.pair"))
        #expect(client.send("command info demo.sum\n") == "*1\r\n$-1\r\n")
        #expect(shown.contains("client|list") && !shown.contains("client|kill"))
        #expect(client.send("command info client|kill\n") == "*1\r\n$-1\r\n")
        #expect(client.send("command docs client\n").contains("client|kill") == false)
        _ = client.send("auth root pw2\n")
        #expect(client.send("command list\n").contains("demo.sum"))
        #expect(
            client.send("acl list\n").hasSuffix("\r\nuser vito on password demo.* -demo.sum client|list\r\n"))
    }

    @Test func thePasswordIsTheDefaultUsers() {
        let client = TestClient(password: "main", users: Self.users)
        #expect(client.send("auth main\nacl whoami\n") == "+OK\r\n$7\r\ndefault\r\n")
        #expect(client.send("reset\nping\n").hasSuffix("-NOAUTH Authentication required.\r\n"))
    }

    @Test func whoGuessesIsSlowedDown() {
        let client = TestClient(password: "main")
        for _ in 0..<20 { #expect(client.send("auth wrong\n").hasPrefix("-WRONGPASS invalid")) }
        #expect(client.send("auth main\n") == "+OK\r\n")
        #expect(client.send("auth wrong\nping\n").hasPrefix("-WRONGPASS too many wrong passwords"))
        #expect(client.isClosed)
    }
}

@Suite struct LoginAttemptsTests {
    @Test func failuresAreForgivenOneASecond() {
        let attempts = LoginAttempts()
        let start = ContinuousClock.now
        for _ in 0..<20 { #expect(attempts.countFailure(of: "vito", from: "a", at: start) == nil) }
        #expect(attempts.countFailure(of: "vito", from: "a", at: start) == 2)
        #expect(attempts.countFailure(of: "vito", from: "b", at: start) == nil)
        #expect(attempts.countFailure(of: "other", from: "a", at: start) == nil)
        #expect(attempts.countFailure(of: "vito", from: "a", at: start + .seconds(60)) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:4000", "127.0.0.1"), ("/run/gedis.sock", "/run/gedis.sock"),
        ("[2001:db8:1:2:a:b:c:d]:4000", "2001:db8:1:2::/64"), ("[2001:db8:1:2::1]:50", "2001:db8:1:2::/64"),
        ("[::1]:4000", "0:0:0:0::/64"), ("[::ffff:10.0.0.1]:4000", "[::ffff:10.0.0.1]"),
    ])
    func aHostCountsAsItsNetworkOfIPv6(address: String, network: String) { #expect(address.network == network) }
}

import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct DefinitionTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func anEmptyFileHasTheDefaults() throws {
        try scratch.write("", to: "server/main.yaml")
        let server = try scratch.repo.server("main").definition
        #expect(server.addr == "localhost" && server.port == 9900 && !server.ssl)
        #expect(server.dbclientInstance.isEmpty && server.password.isEmpty && server.unixsocket.isEmpty)
        #expect(server.unixsocketMode == 0o700 && server.threads == 0 && server.users.isEmpty)
        #expect(server.limits == ServerLimits() && server.reporting == ReportingSettings())
        try scratch.write("", to: "client/c.yaml")
        let client = try scratch.repo.client("c").definition
        #expect(client.addr == "localhost" && client.port == 9900 && !client.ssl && !client.sslkey)
        try scratch.write("", to: "backend/b.yaml")
        let backend = try scratch.repo.backend("b").definition
        #expect(backend.type == "memory" && backend.settings.isEmpty)
    }

    @Test func readsEveryKeyOfAServer() throws {
        let text = """
            addr: 0.0.0.0
            port: "9901"
            ssl: Yes
            dbclient_instance: store
            password: 1234
            unixsocket: run/main.sock
            unixsocket_mode: 0770
            cert: /etc/cert.pem
            key: certs/key.pem
            shutdown_timeout: 30
            threads: 4
            """
        try scratch.write(text, to: "server/main.yaml")
        let server = try scratch.repo.server("main").definition
        #expect(server.addr == "0.0.0.0" && server.port == 9901 && server.ssl)
        #expect(server.dbclientInstance == "store")
        #expect(try server.password.open() == "1234")
        #expect(server.unixsocket == scratch.repo.path + "/run/main.sock" && server.unixsocketMode == 0o770)
        #expect(server.cert == "/etc/cert.pem" && server.key == scratch.repo.path + "/certs/key.pem")
        #expect(server.limits.shutdownTimeout == .seconds(30) && server.threads == 4)
    }

    @Test(arguments: ["true", "True", "TRUE", "yes", "on", "'true'", "\"Yes\""])
    func isTrue(_ text: String) throws {
        try scratch.write("ssl: \(text)", to: "server/main.yaml")
        #expect(try scratch.repo.server("main").definition.ssl)
    }

    @Test(arguments: ["false", "No", "OFF", "", "~", "null"])
    func isFalse(_ text: String) throws {
        try scratch.write("ssl: \(text)", to: "server/main.yaml")
        #expect(try !scratch.repo.server("main").definition.ssl)
    }

    @Test(arguments: [
        ("\n\nport: 99999", "3:7: port: 99999 is not a port (0…65535)"),
        ("port: -1", "1:7: port: -1 is not a port (0…65535)"),
        ("port: 9_900", "1:7: port: 9_900 is not a port (0…65535)"),
        ("port: 99999999999999999999", "1:7: port: 99999999999999999999 is not a port (0…65535)"),
        ("port: ''", "1:7: port: '' is not a port (0…65535)"),
        ("port: [1]", "1:7: port: one value is expected here, not a list or a mapping"),
        ("port: {a: 1}", "1:7: port: one value is expected here, not a list or a mapping"),
        ("ssl: maybe", "1:6: ssl: 'maybe' is neither true nor false"),
        ("ssl: 1", "1:6: ssl: '1' is neither true nor false"),
        ("addr: ''", "1:7: addr: '' is neither a host name nor an address"),
        ("addr: a b", "1:7: addr: 'a b' is neither a host name nor an address"),
        ("unixsocket: \"a\\0b\"", "1:13: unixsocket: 'a?b' has a control character in it"),
        ("unixsocket_mode: 0899", "1:18: unixsocket_mode: 0899 is not a file mode such as 0700"),
        ("unixsocket_mode: 7", "1:18: unixsocket_mode: 7 is not a file mode such as 0700"),
        ("dbclient_instance: ../x", "1:20: dbclient_instance: '../x' is no name of a backend"),
        ("shutdown_timeout: 1.5", "1:19: shutdown_timeout: 1.5 is not a number of seconds (0…3600)"),
        ("threads: many", "1:10: threads: many is not a number (0…1024)"),
        ("addr: x\n\n\nprot: 1", "4:1: prot: no such key; did you mean port?"),
        ("addr: x\nprot", "3:1: could not find expected ':' while scanning a simple key that begins on line 2"),
    ])
    func aMistakeIsNamedWithItsPlace(_ text: String, _ message: String) throws {
        try scratch.write(text + "\n", to: "server/main.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.server("main") }
        #expect(error?.code == .invalid)
        #expect(error?.description == "server/main.yaml:\(message)")
    }

    @Test func allMistakesOfAFileAreNamed() throws {
        try scratch.write("ssl: x\nzzzzzz: 1\nport: y\n", to: "client/c.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.client("c") }
        #expect(error?.problems.map(\.line) == [1, 2, 3])
        #expect(error?.problems.map(\.key) == ["ssl", "zzzzzz", "port"])
        #expect(
            error?.problems[1].message
                == "no such key; there are addr, port, ssl, user, password, unixsocket, sslkey, ca")
        #expect(error?.problems[2].message == "y is not a port (1…65535)")
    }

    @Test func aClientNeedsAPortButAServerMayTakeAnyFreeOne() throws {
        try scratch.write("port: 0", to: "server/main.yaml")
        try scratch.write("port: 0", to: "client/main.yaml")
        #expect(try scratch.repo.server("main").definition.port == 0)
        #expect(throws: ConfigError.self) { try scratch.repo.client("main") }
    }
}

import Foundation
import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct ChangingTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func aNewFileHasAllKeysAndTheirMeaning() throws {
        #expect(try scratch.repo.create(.client, "c", [Assignment("port", "7000")]) == "client/c.yaml")
        let text = try scratch.read("client/c.yaml")
        #expect(
            text == """
                # gedis client c
                addr: localhost  # the server's host name or address
                port: 7000       # the server's TCP port
                ssl: false       # encrypt the connection
                user: ""         # who to be in AUTH; empty for the default user
                password: ""     # what to say in AUTH; empty for nothing
                unixsocket: ""   # the server's Unix socket, instead of address and port
                sslkey: false    # present tls/key.pem and tls/cert.pem of the client's folder
                ca: ""           # certificate to trust; empty for tls/ca.pem, the server's, or the system's

                """)
        #expect(scratch.files() == ["client/c.yaml"])
    }

    @Test func whatExistsIsNotReplacedUnlessAsked() throws {
        try scratch.write("port: 1\n", to: "server/main.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.create(.server, "main") }
        #expect(error?.code == .exists)
        #expect(try scratch.read("server/main.yaml") == "port: 1\n")
        try scratch.repo.create(.server, "main", replacing: true)
        #expect(try scratch.repo.server("main").definition.port == 9900)
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "../x", "/x", "a.b", "-a", "_a", "a b", "ä", "a\0b", String(repeating: "a", count: 65),
    ])
    func otherNamesAreRefused(_ name: String) throws {
        for kind in InstanceKind.allCases {
            let create = #expect(throws: ConfigError.self) { try scratch.repo.create(kind, name) }
            #expect(create?.code == .invalid)
            let delete = #expect(throws: ConfigError.self) { try scratch.repo.delete(kind, name) }
            #expect(delete?.code == .invalid)
            let set = #expect(throws: ConfigError.self) { try scratch.repo.set(kind, name, []) }
            #expect(set?.code == .invalid)
        }
        #expect(scratch.files().isEmpty)
    }

    @Test func aNameCanHave64Characters() throws {
        try scratch.repo.create(.server, "0" + String(repeating: "_-", count: 31) + "Z")
        #expect(try scratch.repo.names(of: .server).count == 1)
    }

    @Test func setKeepsAllElse() throws {
        try scratch.write("# mine\r\nport:   1   # why\r\n\r\nssl: no", to: "server/main.yaml")
        let assignments = [try Assignment("port=0009"), try Assignment("addr=::1"), try Assignment("ssl=ON")]
        #expect(try scratch.repo.set(.server, "main", assignments).isEmpty)
        #expect(
            try scratch.read("server/main.yaml")
                == "# mine\r\nport:   9   # why\r\n\r\nssl: true\r\naddr: \"::1\"\r\n")
        try scratch.repo.set(.server, "main", [], removing: ["port", "threads"])
        #expect(try scratch.read("server/main.yaml") == "# mine\r\n\r\nssl: true\r\naddr: \"::1\"\r\n")
    }

    @Test func aWrongValueChangesNothing() throws {
        try scratch.write("port: 1\n", to: "server/main.yaml")
        let assignments = [try Assignment("threads=2"), try Assignment("port=99999"), try Assignment("prot=1")]
        let error = #expect(throws: ConfigError.self) { try scratch.repo.set(.server, "main", assignments) }
        #expect(
            error?.description
                == "port: 99999 is not a port (0…65535)\nprot: no such key of a server; did you mean port?")
        #expect(try scratch.read("server/main.yaml") == "port: 1\n")
        #expect(throws: ConfigError.self) { try scratch.repo.set(.server, "main", [], removing: ["prot"]) }
    }

    @Test func aBrokenFileCanBeSetRight() throws {
        try scratch.write("port: x\nssl: y\nzzz: 1\n", to: "server/main.yaml")
        #expect(try scratch.repo.set(.server, "main", [Assignment("port", "1")]).map(\.key) == ["ssl", "zzz"])
        #expect(try scratch.repo.set(.server, "main", [Assignment("ssl", "no")], removing: ["zzz"]).isEmpty)
        #expect(try scratch.repo.server("main").definition.port == 1)
    }

    @Test func assignmentsNeedAKeyAndAnEqualsSign() throws {
        #expect(try Assignment("a=b=c") == Assignment("a", "b=c"))
        #expect(try Assignment("a=") == Assignment("a", ""))
        for text in ["", "a", "=b"] { #expect(throws: ConfigError.self) { try Assignment(text) } }
    }

    @Test func aNewTextMustBeRight() throws {
        try scratch.write("port: 1\n", to: "server/main.yaml")
        for text in ["port: x\n", "port: [\n", "- a\n"] {
            let error = #expect(throws: ConfigError.self) { try scratch.repo.replace(.server, "main", with: text) }
            #expect(error?.description.hasPrefix("server/main.yaml:") == true)
        }
        let changed = #expect(throws: ConfigError.self) {
            try scratch.repo.replace(.server, "main", with: "port: 2\n", original: "port: 0\n")
        }
        #expect(changed?.code == .exists)
        #expect(try scratch.read("server/main.yaml") == "port: 1\n")
        let warnings = try scratch.repo.replace(.server, "main", with: "password: x", original: "port: 1\n")
        #expect(warnings.map(\.key) == ["password"])
        #expect(try scratch.repo.text(of: .server, "main") == "password: x")
    }

    @Test func whatIsMissedIsNamedWithASuggestion() throws {
        try scratch.repo.create(.server, "main")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.server("mian") }
        #expect(error?.code == .notFound)
        #expect(error?.description == "no server 'mian'; did you mean main?")
        let client = #expect(throws: ConfigError.self) { try scratch.repo.client("maim") }
        #expect(client?.description == "no client 'maim'; did you mean main?")
        let other = #expect(throws: ConfigError.self) { try scratch.repo.backend("store") }
        #expect(other?.description == "no backend 'store' in \(scratch.repo.path)")
    }

    @Test func showsEveryKeyAndWhereItsValueIsFrom() throws {
        try scratch.write("\nport: 7\nssl: no\nthreads: x\n", to: "server/main.yaml")
        let (settings, problems) = try scratch.repo.settings(of: .server, "main")
        #expect(settings.map(\.field) == scratch.repo.fields(of: .server).filter { !$0.name.contains("NAME") })
        func setting(_ name: String) -> Setting? { settings.first { $0.field.name == name } }
        #expect(setting("port")?.value == "7" && setting("port")?.line == 2 && setting("port")?.isDefault == false)
        #expect(setting("ssl")?.line == 3 && setting("ssl")?.isDefault == true)
        #expect(setting("addr")?.value == "localhost" && setting("addr")?.line == nil)
        #expect(setting("threads")?.value == "x" && problems.map(\.key) == ["threads"])
    }
}

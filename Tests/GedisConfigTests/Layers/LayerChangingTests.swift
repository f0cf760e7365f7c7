import GedisConfig
import GedisSettings
import TestSupport
import Testing

/// Writing where several files make a definition.
@Suite struct LayerChangingTests {
    let scratch: ScratchRepo
    private var repo: ConfigRepo { scratch.repo }

    init() throws {
        scratch = try ScratchRepo()
        try scratch.write("defaults: {server: {log_format: json, password: common}}\n", to: "gedis.yaml")
        try scratch.write("port: 999\nusers:\n  ops:\n    password: secret\n", to: "template/base.yaml")
    }

    @Test func aChangeIsOfTheServersFileAlone() throws {
        try scratch.write("# ours\nextends: base # all\n", to: "server/main.yaml")
        let others = try ["gedis.yaml", "template/base.yaml"].map(scratch.read)
        try repo.set(.server, "main", [Assignment("threads", "2"), Assignment("users.ops.commands", "ping")])
        let text = "# ours\nextends: base # all\nthreads: 2\nusers:\n  ops:\n    commands: ping\n"
        #expect(try scratch.read("server/main.yaml") == text)
        #expect(try repo.server("main").definition.port == 999)
        #expect(try repo.seal(.server, "main") == [])
        try repo.replace(.server, "main", with: text + "web: {threads: 3}\n")
        try repo.set(.server, "main", [], removing: ["threads", "users.ops.commands", "web.threads"])
        #expect(try scratch.read("server/main.yaml").hasPrefix("# ours\nextends: base # all\nusers:\n"))
        #expect(try ["gedis.yaml", "template/base.yaml"].map(scratch.read) == others)
    }

    @Test func aNewFileSaysOnlyWhatItIsGiven() throws {
        try repo.create(.server, "main", [Assignment("extends", "base"), Assignment("threads", "2")])
        #expect(try scratch.read("server/main.yaml") == "# gedis server main\nextends: base\nthreads: 2\n")
        let error = #expect(throws: ConfigError.self) {
            try repo.create(.server, "b", [Assignment("extends", "bsae")])
        }
        #expect(error?.description.hasSuffix("there is no template/bsae.yaml; did you mean base?") == true)
    }

    @Test func secretsAreSealedForTheFileWhereTheyStand() throws {
        try scratch.write("extends: base\n", to: "server/main.yaml")
        try scratch.write("users: {ops: {commands: ping, password: other}}\n", to: "server/main.prod.yaml")
        let warnings = try repo.settings(of: .server, "main").problems
        #expect(
            warnings.map(\.description) == [
                "gedis.yaml:1:49: password: written in plain text; 'gedis config seal' seals it",
                "template/base.yaml:4:15: users.ops.password: written in plain text; 'gedis config seal' seals it",
            ])
        let sealed = try repo.sealAll()
        #expect(sealed.map(\.file) == ["server/main.prod.yaml", "template/base.yaml", "gedis.yaml"])
        #expect(sealed.map(\.keys) == [["users.ops.password"], ["users.ops.password"], ["defaults.server.password"]])
        #expect(try repo.sealAll().isEmpty)
        for _ in 0...1 {
            let server = try repo.server("main").definition
            #expect(server.password.isSealed && server.users[0].password.isSealed)
            #expect(try server.password.open() == "common")
            #expect(try server.users[0].password.open() == "secret")
            #expect(try repo.read(for: "prod").server("main").definition.users[0].password.open() == "other")
            #expect(try repo.rekey() == ["server/main.prod.yaml", "template/base.yaml", "gedis.yaml"])
            try repo.forgetOldKeys()
        }
        let stolen = try scratch.read("template/base.yaml")
        try scratch.write(stolen, to: "template/other.yaml")
        try scratch.write("extends: other\n", to: "server/main.yaml")
        let copied = try repo.server("main").definition.users[0].password
        #expect(throws: ConfigError.self) { try copied.open() }
    }

    @Test func filesForEnvironmentsGoWithTheirInstance() throws {
        try scratch.write("extends: base\n", to: "server/main.yaml")
        try scratch.write("password: other\n", to: "server/main.prod.yaml")
        try repo.sealAll()
        try repo.copy(.server, "main", to: "two")
        let files = ["main.prod.yaml", "main.yaml", "two.prod.yaml", "two.yaml"].map { "server/" + $0 }
        #expect(scratch.files().filter { $0.hasPrefix("server") } == files)
        #expect(try repo.read(for: "prod").server("two").definition.password.open() == "other")
        try repo.rename(.server, "main", to: "three")
        #expect(try repo.read(for: "prod").server("three").definition.password.open() == "other")
        try repo.delete(.server, "two")
        try repo.delete(.server, "three")
        #expect(scratch.files() == ["gedis.yaml", "template/base.yaml"])
    }
}

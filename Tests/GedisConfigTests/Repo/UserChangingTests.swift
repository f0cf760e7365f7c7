import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct UserChangingTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    private func set(_ words: String..., removing: [String] = []) throws {
        let assignments = try words.map { word throws(ConfigError) in try Assignment(word) }
        try scratch.repo.set(.server, "main", assignments, removing: removing)
    }

    private func sealed(_ text: String) -> String { text.replacing(#/sealed:v2:[^"\s]+/#, with: "SEALED") }

    @Test func areAddedAndChangedInAFileThatKeepsAllElse() throws {
        try scratch.write("# ours\nport: 1 # why\n\naddr: x\n# end\n", to: "server/main.yaml")
        try set("users.vito.password=geheim", "users.vito.commands=system.* -system.SET")
        let first = """
            # ours
            port: 1 # why

            addr: x
            # end
            users:
              vito:
                password: SEALED
                commands: "system.* -system.set"

            """
        #expect(sealed(try scratch.read("server/main.yaml")) == first)
        try set("users.ada.commands=*", "threads=2", "users.vito.commands=calc.*")
        #expect(
            sealed(try scratch.read("server/main.yaml"))
                == first.replacing("system.* -system.set", with: "calc.*")
                + "  ada:\n    commands: \"*\"\nthreads: 2\n")
        let users = try scratch.repo.server("main").definition.users
        #expect(users.map(\.name) == ["vito", "ada"] && users.map(\.commands) == [["calc.*"], ["*"]])
        #expect(try users[0].password.open() == "geheim")
        try set(removing: ["users.vito"])
        #expect(try scratch.repo.server("main").definition.users.map(\.name) == ["ada"])
        try set(removing: ["users.ada.commands", "users.vito.password", "threads"])
        #expect(try scratch.read("server/main.yaml") == "# ours\nport: 1 # why\n\naddr: x\n# end\nusers:\n  ada:\n")
        try set(removing: ["users"])
        #expect(try scratch.read("server/main.yaml") == "# ours\nport: 1 # why\n\naddr: x\n# end\n")
    }

    @Test(arguments: [
        ("users.vito", "users.vito: no such key of a server"),
        ("users", "users: no such key of a server"),
        ("users.vito.pasword", "users.vito.pasword: no such key of a server; did you mean users.vito.password?"),
        ("user.vito.password", "user.vito.password: no such key of a server; did you mean users.vito.password?"),
        ("users.default.password", "users.default.password: the user 'default' is who says the server's own password"),
        ("users.a.b.password", "users.a.b.password: no such key of a server"),
        ("users..password", "users..password: '' is no name for a user"),
        ("users.vito.commands", "users.vito.commands: 'x y' is no pattern"),
    ])
    func otherKeysAreRefused(_ key: String, _ message: String) throws {
        try scratch.write("port: 1\n", to: "server/main.yaml")
        let value = key.hasSuffix("commands") ? "+" : "x"
        let error = #expect(throws: ConfigError.self) { try set("\(key)=\(value)") }
        let expected = message.replacing("'x y'", with: "'+'")
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
        #expect(try scratch.read("server/main.yaml") == "port: 1\n")
    }

    @Test func whoIsNotThereCannotBeRemoved() throws {
        try scratch.write("users:\n  vito:\n", to: "server/main.yaml")
        let error = #expect(throws: ConfigError.self) { try set(removing: ["users.vtio"]) }
        #expect(error?.description == "users.vtio: is not in the file; did you mean users.vito?")
    }

    @Test func plainPasswordsAreWarnedOfAndSealed() throws {
        try scratch.write(
            "users:\n  vito:\n    password: geheim # his\n  ada: {password: 'x'}\n", to: "server/main.yaml")
        let advice = "written in plain text; 'gedis server set main --seal' seals it"
        #expect(
            try scratch.repo.validate().map(\.description) == [
                "server/main.yaml:3:15: users.vito.password: \(advice)",
                "server/main.yaml:4:19: users.ada.password: \(advice)",
            ])
        #expect(try scratch.repo.seal(.server, "main") == ["users.vito.password", "users.ada.password"])
        #expect(
            try scratch.read("server/main.yaml").wholeMatch(
                of: #/users:\n  vito:\n    password: sealed:\S+ # his\n  ada: {password: 'sealed:[^']+'}\n/#) != nil)
        #expect(try scratch.repo.validate().isEmpty)
        #expect(try scratch.repo.server("main").definition.users.last?.password.open() == "x")
    }

    @Test func areShownWithoutTheirSecrets() throws {
        try scratch.write(
            "users:\n  vito:\n    password: geheim\n    commands: [ping, 'calc.*']\n", to: "server/main.yaml")
        let settings = try scratch.repo.settings(of: .server, "main").settings.suffix(5)
        let keys = ["password", "commands", "rates", "gun_read", "gun_write"]
        #expect(settings.map(\.field.name) == keys.map { "users.vito.\($0)" })
        #expect(settings.map(\.value) == ["(plain text)", "ping calc.*", "", "", ""])
        #expect(settings.map(\.line) == [3, 4, nil, nil, nil])
        #expect(scratch.repo.isSecret("users.vito.password", of: .server))
        #expect(!scratch.repo.isSecret("users.vito.commands", of: .server))
        #expect(
            scratch.repo.fields(of: .server).suffix(16).map(\.name) == [
                "users.NAME.password", "users.NAME.commands", "users.NAME.rates", "users.NAME.gun_read",
                "users.NAME.gun_write", "namespaces.NAME.settings",
                "namespaces.NAME.mount", "namespaces.NAME.mount_user", "namespaces.NAME.mount_password",
                "namespaces.NAME.command", "namespaces.NAME.workers", "namespaces.NAME.memory_limit",
                "namespaces.NAME.call_timeout", "namespaces.NAME.isolated", "namespaces.NAME.mount_timeout",
                "namespaces.NAME.mount_connections",
            ])
    }

    @Test func whoCannotComeInIsWarnedOf() throws {
        try scratch.write("ssl: no\nusers:\n  vito:\n", to: "server/main.yaml")
        #expect(
            try scratch.repo.validate().map(\.description) == [
                "server/main.yaml:3:3: users.vito: no one can be this user, without a password or a client_ca; "
                    + "'gedis server set main users.vito.password=-' asks for one"
            ])
        try set("client_ca=ca.pem")
        #expect(
            try scratch.repo.validate().map(\.description) == [
                "server/main.yaml:4:12: client_ca: not used: clients show certificates only where ssl is true",
                "server/main.yaml:4:12: client_ca: there is no file \(scratch.repo.path)/ca.pem",
            ])
    }
}

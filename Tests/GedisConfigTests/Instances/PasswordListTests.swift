import GedisConfig
import GedisSettings
import TestSupport
import Testing

/// Users with several passwords, of which each is taken.
@Suite struct PasswordListTests {
    let scratch: ScratchRepo
    private var repo: ConfigRepo { scratch.repo }

    init() throws { scratch = try ScratchRepo() }

    private func passwords() throws -> [String] {
        try repo.server("main").definition.users.flatMap { try $0.passwords.map { try $0.open() } }
    }

    @Test func eachOfSeveralPasswordsIsSealedAndSealedAnew() throws {
        let text = "users:\n  v:\n    password:\n      - old one # until friday\n      - 'new'\npassword: [a, b]\n"
        try scratch.write(text, to: "server/main.yaml")
        #expect(try passwords() == ["old one", "new"])
        let warnings = try repo.server("main").warnings.map(\.description)
        #expect(
            warnings == [(4, 9), (5, 9)].map { line, column in
                "server/main.yaml:\(line):\(column): users.v.password: written in plain text; "
                    + "'gedis server set main --seal' seals it"
            }
                + [(6, 12), (6, 15)].map { line, column in
                    "server/main.yaml:\(line):\(column): password: written in plain text; "
                        + "'gedis server set main --seal' seals it"
                })
        #expect(try repo.seal(.server, "main") == ["users.v.password", "password"])
        #expect(try scratch.read("server/main.yaml").contains(" # until friday\n"))
        #expect(try repo.server("main").warnings.isEmpty)
        #expect(try passwords() == ["old one", "new"])
        #expect(try repo.rekey() == ["server/main.yaml"])
        #expect(try repo.forgetOldKeys() == [])
        #expect(try passwords() == ["old one", "new"])
        let server = try repo.server("main").definition
        #expect(try server.passwords.map { try $0.open() } == ["a", "b"])
        #expect(try repo.client("main").definition.password.open() == "a")
        let shown = try repo.settings(of: .server, "main").settings.first { $0.field.name == "users.v.password" }
        #expect(shown?.value == "(sealed) (sealed)" && shown?.secrets.count == 2 && shown?.line == 3)
    }

    @Test func aPasswordMoreOrLessIsAChangeThatAReloadTakesOver() throws {
        func definition(_ text: String) throws -> ServerDefinition {
            try scratch.write(text, to: "server/main.yaml")
            return try repo.server("main").definition
        }
        let one = try definition("users: {v: {password: a}}\n")
        let list = try definition("users: {v: {password: [a]}}\n")
        let two = try definition("users: {v: {password: [a, b]}}\n")
        #expect(one.changes(to: list).isEmpty)
        #expect(list.changes(to: two) == [DefinitionChange("users.v.password", .changed, .reload)])
        #expect(two.changes(to: one).map(\.key) == ["users.v.password"])
    }

    @Test func settingOnePutsItInThePlaceOfAll() throws {
        for list in ["[a, b]", "\n      - a\n      - b"] {
            try scratch.write("users:\n  v:\n    password: \(list)\n    commands: ping\n", to: "server/main.yaml")
            try repo.set(.server, "main", [Assignment("users.v.password", "c")])
            #expect(try passwords() == ["c"])
            #expect(try repo.server("main").definition.users[0].commands == ["ping"])
        }
        try scratch.write("password: [\"${env:PATH}\"]\n", to: "server/main.yaml")
        #expect(try repo.server("main").definition.passwords.count == 1)
        #expect(try repo.server("main").warnings.isEmpty)
    }
}

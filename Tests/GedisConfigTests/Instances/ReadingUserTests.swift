import GedisConfig
import TestSupport
import Testing

@Suite struct ReadingUserTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    private func users(_ text: String) throws -> [UserDefinition] {
        try scratch.write(text, to: "server/main.yaml")
        return try scratch.repo.server("main").definition.users
    }

    @Test func areReadInTheOrderOfTheFile() throws {
        let users = try users(
            """
            users:
              vito:
                password: geheim
                commands: system.* -system.SET  calc.*
              ada: {commands: ['*', -@admin, ping]}
              bob:
            """)
        #expect(users.map(\.name) == ["vito", "ada", "bob"])
        #expect(users.map(\.commands) == [["system.*", "-system.set", "calc.*"], ["*", "-@admin", "ping"], ["*"]])
        #expect(try users.map { user throws(ConfigError) in try user.password.open() } == ["geheim", "", ""])
    }

    @Test(arguments: ["", "users:", "users: {}", "users: ~"]) func thereNeedBeNone(_ text: String) throws {
        #expect(try users(text).isEmpty)
    }

    @Test(arguments: [
        ("*", ["*"]), ("", []), ("-*", ["-*"]), ("ping", ["ping"]),
        ("client -client|kill", ["client", "-client|kill"]), ("@read -@admin-2", ["@read", "-@admin-2"]),
        ("CALC.sum -calc.*", ["calc.sum", "-calc.*"]),
    ])
    func patternsSayWhatIsAllowed(_ text: String, _ patterns: [String]) throws {
        #expect(try users("users: {vito: {commands: '\(text)'}}").first?.commands == patterns)
    }

    @Test(arguments: [
        ("system.", "system.*"), ("system*", "system.*"), ("-system.g*", "-system.*"), ("+@all", "*"),
        ("+calc.sum", "calc.sum"), ("!calc.sum", "-calc.sum"), ("~*", "*"), ("config/get", "config.get"),
        ("calc:sum", "calc.sum"), ("client|", nil), ("client|a|b", nil), ("calc.a|b", nil), ("-", nil), ("@", nil),
        ("a.b.c", nil), ("*.get", nil), ("calc..sum", nil),
        ("ä", nil), ("a,b", nil), ("a\tb", nil),
    ])
    func otherTextIsNoPattern(_ text: String, _ meant: String?) throws {
        let error = #expect(throws: ConfigError.self) {
            try users("users:\n  vito:\n    commands:\n      - ping\n      - '\(text)'\n")
        }
        #expect(
            error?.description == "server/main.yaml:5:9: users.vito.commands: '\(text.replacing("\t", with: "?"))' "
                + "is no pattern of commands (*, ping, client|kill, calc.*, calc.sum or @group, with - in front to take away)"
                + (meant.map { "; did you mean \($0)?" } ?? ""))
    }

    @Test(arguments: [
        (
            "users: vito",
            "1:8: users: a mapping is expected here: names, and below each its keys (password, commands, rates"
        ),
        (
            "users: [vito]",
            "1:8: users: a mapping is expected here: names, and below each its keys (password, commands, rates"
        ),
        ("users: {vito: x}", "1:9: users.vito: keys are expected here: password, commands"),
        ("users:\n  default:\n", "2:3: users.default: the user 'default' is who says the server's own password"),
        ("users:\n  ../x: {}\n", "2:3: users.../x: '../x' is no name for a user: a name has 1 to 64 letters"),
        ("users:\n  a.b: {}\n", "2:3: users.a.b: 'a.b' is no name for a user"),
        ("users:\n  v:\n    pasword: x", "3:5: users.v.pasword: no such key; did you mean password?"),
        ("users:\n  v:\n    x: x", "3:5: users.v.x: no such key; there are password, commands"),
        ("users:\n  v:\n  v:\n", "3:3: v: given twice, first on line 2"),
        ("users:\n  v:\n    password: {a: x}", "3:15: users.v.password: text or a list of texts is expected here"),
        ("users:\n  v:\n    password: [x, [y]]", "3:19: users.v.password: a password is expected here"),
        (
            "users:\n  v:\n    password:\n      - x\n      - \"\"\n",
            "5:9: users.v.password: a password is expected here"
        ),
        ("users:\n  v:\n    commands: {x: y}", "3:15: users.v.commands: text or a list of texts is expected here"),
        ("users:\n  v:\n    commands: [[x]]", "3:15: users.v.commands: text or a list of texts is expected here"),
        ("users:\n  v:\n    commands: -x.y", "3:15: users.v.commands: allows no command: begin with what is allowed"),
        ("users:\n  v:\n    commands: *", "did not find expected alphabetic or numeric character"),
        ("user:\n  v:\n", "1:1: user: no such key; did you mean users?"),
        ("users.v: {}\n", "1:1: users.v: no such key"),
    ])
    func aMistakeIsNamedWithItsPlace(_ text: String, _ message: String) throws {
        let error = #expect(throws: ConfigError.self) { try users(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func textThatYAMLTakesForSomethingElseNeedsQuotes() throws {
        for (text, sign) in [("*", "*"), ("*x", "*"), ("@read", "@"), ("[ping, *]", "*")] {
            let error = #expect(throws: ConfigError.self) { try users("users: {v: {commands: \(text)}}") }
            let advice = "put text that begins with \(sign) in quotes"
            #expect(error?.description.hasSuffix(advice) == true, "\(error?.description ?? "")")
        }
    }
}

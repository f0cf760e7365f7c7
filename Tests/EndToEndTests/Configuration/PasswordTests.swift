import Testing

/// Passwords, which a repo holds so that it can be pushed.
@Suite(.timeLimit(.minutes(5))) struct PasswordTests {
    @Test(arguments: ["server", "client"]) func `a password is sealed in the file`(kind: String) async throws {
        try await withScratch { scratch in
            try await scratch.done(kind, "create", "main", "password=sésame ouvre-toi")
            let file = "instances/\(kind)/main.yaml"
            #expect(try !scratch.read(file).contains("sésame"))
            #expect(try scratch.read(file).contains("password: \"sealed:"))
            #expect(try await !scratch.done(kind, "show", "main").contains("sésame"))
            #expect(try await scratch.done(kind, "show", "main", "--output", "json").contains("\"(sealed)\""))
            #expect(try await scratch.done(kind, "show", "main", "--reveal").contains("sésame ouvre-toi"))
            #expect(scratch.mode("data/gedis/secret.key") == 0o600)
        }
    }

    @Test func `a password in plain text is warned of, and can be sealed`() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("instances/server")
            try scratch.write("port: 0\npassword: geheim # ours\n", to: "instances/server/main.yaml")
            let validated = try await scratch.gedis("config", "validate")
            #expect(validated.code == 0)
            #expect(validated.output.contains("warning: server/main.yaml:2:11: password: "))
            #expect(validated.output.contains("gedis server set main --seal"))
            try await scratch.done("server", "set", "main", "--seal")
            #expect(try scratch.read("instances/server/main.yaml").contains(#/password: "?sealed:\S+ +# ours\n/#))
            #expect(try await scratch.done("server", "show", "main", "--reveal").contains("geheim"))
        }
    }

    @Test func `without the key, a sealed password is said to be sealed with another`() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "password=geheim")
            let other = ["XDG_DATA_HOME": scratch.path("elsewhere")]
            let outcome = try await scratch.gedis("server", "start", "main", environment: other)
            #expect(outcome.code == 5)
            #expect(outcome.errors.contains("password"))
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
    }
}

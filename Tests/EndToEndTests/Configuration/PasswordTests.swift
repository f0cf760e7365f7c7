import Foundation
import TestSupport
import Testing

/// Passwords, which a repo holds so that it can be pushed.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PasswordTests {
    @Test(arguments: ["server", "client"]) func aPasswordIsSealedInTheFile(kind: String) async throws {
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

    @Test func aPasswordInPlainTextIsWarnedOfAndCanBeSealed() async throws {
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

    @Test func aListOfPasswordsIsTakenOverByAReload() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=old", "users.v.password=old")
            let stays = try RawConnection(port: server.port)
            #expect(try stays.call("AUTH", "old") == "+OK\r\n")
            /// The replies to the old password and to the new one, of the default user and of another.
            func replies() throws -> [String] {
                try [["old"], ["new"], ["v", "old"], ["v", "new"]].map { words in
                    let connection = try RawConnection(port: server.port)
                    connection.send(request(["AUTH"] + words))
                    return String(try connection.reply().prefix { $0.isLetter || "+-".contains($0) })
                }
            }
            for (passwords, expected) in [
                (["old", "new"], ["+OK", "+OK", "+OK", "+OK"]),
                (["new"], ["-WRONGPASS", "+OK", "-WRONGPASS", "+OK"]),
            ] {
                let list = "[" + passwords.joined(separator: ", ") + "]"
                try scratch.write(
                    "port: 0\npassword: \(list)\nusers:\n  v:\n    password: \(list)\n",
                    to: "instances/server/main.yaml")
                try await scratch.done("config", "seal")
                #expect(
                    try scratch.read("instances/server/main.yaml").matches(of: #/sealed:/#).count == 2 * passwords.count
                )
                try await scratch.done("server", "reload", "main")
                #expect(try replies() == expected)
                #expect(try stays.call("PING") == "+PONG\r\n")
            }
        }
    }

    @Test func aNewKeySealsEveryPasswordAnew() async throws {
        try await withScratch { scratch in
            #expect(
                try await scratch.done("config", "rekey")
                    == "nothing is sealed in \(scratch.path("instances")): no key was made")
            try await scratch.done("server", "create", "main", "password=geheim", "users.v.password=auch")
            let before = try scratch.read("instances/server/main.yaml")
            try FileManager.default.copyItem(atPath: scratch.path("data"), toPath: scratch.path("then"))
            let key = scratch.path("data/gedis/secret.key")
            #expect(
                try await scratch.done("config", "rekey") == """
                    sealed anew: server/main.yaml
                    the new key is in \(key): bring it to the machines that open these passwords
                    """)
            let after = try scratch.read("instances/server/main.yaml")
            #expect(Set(before.split(separator: "\n")).subtracting(after.split(separator: "\n")).count == 2)
            let shown = try await scratch.done("server", "show", "main", "--reveal")
            #expect(shown.contains("geheim") && shown.contains("auch"))
            let then = ["XDG_DATA_HOME": scratch.path("then")]
            let outcome = try await scratch.gedis("server", "show", "main", "--reveal", environment: then)
            #expect(outcome.code == 5 && outcome.errors.contains("sealed with another key"))
            #expect(try await scratch.gedis("config", "rekey", environment: then).code == 2)
            #expect(try scratch.read("instances/server/main.yaml") == after)
            #expect(try await scratch.done("config", "rekey", "--forget-old") == "\(key) holds the newest key only")
        }
    }

    @Test func noLogHasAPasswordInIt() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=geheim", "users.v.password=auch", "log_level=trace")
            for words in [["geheim"], ["gehiem"], ["v", "auch"], ["v", "auhc"]] {
                _ = try await scratch.run("redis-cli", ["-p", "\(server.port)", "auth"] + words)
                _ = try await scratch.run(
                    "redis-cli", ["-p", "\(server.port)", "hello", "3", "auth", "v"] + words.suffix(1))
            }
            let log = try await scratch.done("server", "logs", "main")
            #expect(log.contains("listening"))
            for secret in ["geheim", "gehiem", "auch", "auhc"] { #expect(!log.contains(secret)) }
        }
    }

    @Test func withoutTheKeyASealedPasswordIsSaidToBeSealedWithAnother() async throws {
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

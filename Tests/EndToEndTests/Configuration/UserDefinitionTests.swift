import TestSupport
import Testing

/// The users of a server, and secrets that stand on no command line.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct UserDefinitionTests {
    @Test func aUserIsAddedToAFileThatWasWrittenByHandChangedShownAndRemoved() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("instances/server")
            let text = "# Ours.\nport: 0 # any\n"
            try scratch.write(text, to: "instances/server/main.yaml")
            let done = try await scratch.done(
                "server", "set", "main", "users.vito-2.password=-", "users.vito-2.commands=system.* -system.SET",
                input: "geheim\n")
            #expect(
                done == "set server main · users.vito-2.password (sealed), "
                    + "users.vito-2.commands=system.* -system.SET")
            let sealed = try scratch.read("instances/server/main.yaml")
            #expect(
                sealed.replacing(#/sealed:v2:\S+/#, with: "SEALED")
                    == text + "users:\n  vito-2:\n    password: SEALED\n    commands: \"system.* -system.set\"\n")
            try await scratch.done("server", "set", "main", "--users.vito-2.commands", "*")
            let shown = try await scratch.done("server", "show", "main")
            #expect(shown.contains(#/users.vito-2.password +\(sealed\) +line 5/#))
            #expect(shown.contains(#/users.vito-2.commands +\* +line 6/#))
            let revealed = try await scratch.done("server", "show", "main", "--reveal")
            #expect(revealed.contains(#/users.vito-2.password +geheim +line 5/#))
            try await scratch.done("server", "set", "main", "--unset", "users.vito-2")
            #expect(try scratch.read("instances/server/main.yaml") == text + "users:\n")
        }
    }

    @Test func mistakesAreListedWithTheirPlacesAndPlainPasswordsAreSealed() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("instances/server")
            let text = "users:\n  vito:\n    password: geheim # his\n    comands: ping\n"
            try scratch.write(text, to: "instances/server/main.yaml")
            let wrong = try await scratch.gedis("config", "validate")
            #expect(wrong.code == 2)
            #expect(
                wrong.output.contains(
                    "error: server/main.yaml:4:5: users.vito.comands: no such key; did you mean commands?\n"))
            #expect(wrong.output.contains("warning: server/main.yaml:3:15: users.vito.password: written in plain text"))
            try await scratch.done("server", "set", "main", "--unset", "users.vito.comands", "--seal")
            #expect(try scratch.read("instances/server/main.yaml").contains(#/password: sealed:v2:\S+ # his\n/#))
            #expect(try await scratch.gedis("config", "validate").output.contains("no errors"))
            let refused = try await scratch.gedis("server", "set", "main", "users.vito.commands=system.* +calc.sum")
            #expect(refused.code == 2)
            #expect(refused.errors.contains("'+calc.sum' is no pattern of commands"))
            #expect(refused.errors.contains("did you mean calc.sum?"))
        }
    }

    @Test func secretsAreReadFromStandardInputALineEach() async throws {
        try await withScratch { scratch in
            try await scratch.done(
                "server", "create", "main", "port=0", "password=-", "--users.v.password", "-", input: "one\ntwo words\n"
            )
            let shown = try await scratch.done("server", "show", "main", "--reveal")
            #expect(shown.contains(#/\npassword +one /#) && shown.contains(#/\nusers.v.password +two words /#))
            try await scratch.done("client", "create", "c", "password=-", input: "three")
            #expect(try await scratch.done("client", "show", "c", "--reveal").contains(#/\npassword +three /#))
            let text = try scratch.read("instances/server/main.yaml")
            for input in ["", "\n"] {
                let outcome = try await scratch.gedis("server", "set", "main", "password=-", input: input)
                #expect(outcome.code == 2)
                #expect(outcome.errors.hasPrefix("password: "))
                #expect(try scratch.read("instances/server/main.yaml") == text)
            }
        }
    }

    @Test func onATerminalASecretIsAskedForTwiceAndNotShown() async throws {
        let program = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0: os.execv(sys.argv[1], [sys.argv[1], "server", "set", "main", "password=-"])
            seen = b""
            for prompt, answer in [(b"password: ", sys.argv[2]), (b"once more: ", sys.argv[3])]:
                while prompt not in seen: seen += os.read(terminal, 1000)
                os.write(terminal, answer.encode() + b"\\n")
            try:
                while True: seen += os.read(terminal, 1000)
            except OSError: pass
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode())
            """
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            let seen = try await scratch.python(program, Tool.path, "geheim", "geheim")
            #expect(seen.hasPrefix("0 ") && !seen.contains("geheim"), "\(seen)")
            let shown = try await scratch.done("server", "show", "main", "--reveal")
            #expect(shown.contains(#/\npassword +geheim /#))
            let mistyped = try await scratch.python(program, Tool.path, "anders", "andres")
            #expect(mistyped.hasPrefix("2 ") && mistyped.contains("these two differ"), "\(mistyped)")
            #expect(try await scratch.done("server", "show", "main", "--reveal") == shown)
        }
    }
}

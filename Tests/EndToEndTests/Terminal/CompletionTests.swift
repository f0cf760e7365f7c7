import Foundation
import TestSupport
import Testing

/// What shells complete, by the scripts that the tool writes for them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct CompletionTests {
    /// A repo with something of each kind, and no server that runs.
    private func withRepo(_ body: (Scratch) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "users.vito.password=x")
            try await scratch.done("server", "create", "stock", "port=0")
            try await scratch.done("client", "create", "far", "port=7000")
            try await scratch.done("backend", "create", "store", "type=memory")
            try await scratch.done("machine", "create", "web1")
            try scratch.write("def total(price: float) -> float:\n    return price\n", to: "shop.py")
            try await scratch.done("server", "add", "main", "shop.py")
            try await body(scratch)
        }
    }

    /// What Bash would put in place of the last word, by the script.
    private func bash(_ line: String, in scratch: Scratch) async throws -> [String] {
        // As readline does it: words are parted by blanks, and by the signs in COMP_WORDBREAKS, which are words too.
        let program = #"""
            source <("$GEDIS" --generate-completion-script bash)
            compopt() { echo "option $*"; }
            gedis() { "$GEDIS" "$@"; }
            COMP_LINE=$1 COMP_POINT=${#1}
            mapfile -t COMP_WORDS < <(python3 -c '
            import re, sys
            for word in re.findall(r"[^ =:]+|[=:]+", sys.argv[1]) + ([""] if sys.argv[1][-1] == " " else []): print(word)
            ' "$1")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) cur=${COMP_WORDS[-1]}
            [ "$cur" != = ] || cur=
            handler=$(complete -p gedis | sed 's/.*-F \([^ ]*\).*/\1/')
            "$handler" gedis "$cur" "${COMP_WORDS[-2]}"
            printf '%s\n' "${COMPREPLY[@]}"
            """#
        let outcome = try await scratch.run(
            "bash", ["--norc", "-c", program, "bash", line], environment: ["GEDIS": Tool.path])
        #expect(outcome.errors == "", "\(line)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test func bashCompletesWhatTheRepoHas() async throws {
        try await withRepo { scratch in
            let cases = [
                ("gedis server start ", ["main", "stock"]),
                ("gedis server start main st", ["stock"]),
                ("gedis client shell ", ["far", "main", "stock"]),
                ("gedis backend check ", ["store"]),
                ("gedis backend show ", ["store"]),
                ("gedis machine show ", ["web1"]),
                ("gedis plan --machine ", ["web1"]),
                ("gedis config rekey --add ", ["web1"]),
                ("gedis machine set web1 servers=", ["main", "stock"]),
                ("gedis client show ", ["far"]),
                ("gedis server remove main ", ["shop"]),
                ("gedis client call main shop.", ["shop.total"]),
                ("gedis client call --json main shop.", ["shop.total"]),
                ("gedis client call --repo instances main sho", ["shop.total"]),
                ("gedis client call main shop.total ", []),
                ("gedis client call stock shop.", []),
                ("gedis server commands main shop", ["shop.total"]),
                ("gedis server set main web.po", ["option -o nospace", "web.port="]),
                (
                    "gedis server set main users.",
                    [
                        "users.vito.password=", "users.vito.commands=", "users.vito.rates=", "users.vito.gun_read=",
                        "users.vito.gun_write=",
                    ]
                ),
                ("gedis server set main ssl=", ["true", "false"]),
                ("gedis server set main ssl=tr", ["true"]),
                ("gedis server set main dbclient_instance=", ["store"]),
                ("gedis server set main addr=", []),
                ("gedis server set main --unset web.ori", ["web.origins"]),
                ("gedis backend set store type=sq", ["sqlite"]),
                ("gedis server start --repo none ", []),
            ]
            for (line, expected) in cases {
                let found = try await bash(line, in: scratch)
                #expect(found == expected, "\(line)")
            }
            let commands = try await bash("gedis client call main sys", in: scratch)
            #expect(commands.contains("system.ping"))
            let namespaceKeys = try await bash("gedis server set main namespaces.shop.ca", in: scratch)
            #expect(namespaceKeys == ["option -o nospace", "namespaces.shop.call_timeout="])
        }
    }

    @Test func commandsOfASourceThatChangedAreNotKnown() async throws {
        try await withRepo { scratch in
            try scratch.write("def other() -> int:\n    return 1\n", to: "instances/server/main/shop.py")
            let found = try await bash("gedis client call main shop.", in: scratch)
            #expect(found == [])
        }
    }

    @Test func nothingIsSaidOfARepoThatCannotBeRead() async throws {
        try await withScratch { scratch in
            try scratch.write(": [", to: "instances/server/main.yaml")
            for words in [
                ["server", "start", "--", "positional@0", "3", "0", "gedis", "server", "start", ""],
                ["server", "set", "--", "positional@1", "4", "0", "gedis", "server", "set", "main", ""],
                ["client", "call", "--", "positional@1", "4", "0", "gedis", "client", "call", "main", ""],
            ] {
                let outcome = try await scratch.run(Tool.path, ["---completion"] + words)
                #expect(outcome.errors == "")
                #expect(outcome.code == 0)
            }
        }
    }

    /// A shell that the script is loaded into, and how it is started.
    private struct Shell: CustomTestStringConvertible {
        var name: String
        /// The file that it reads first, and what is in it.
        var file: String
        var setup: String
        var words: [String]

        var testDescription: String { name }

        static let all = [
            Shell(name: "bash", file: "start", setup: "PS1='> '; source ./script", words: ["--rcfile", "start", "-i"]),
            Shell(
                name: "zsh", file: ".zshrc",
                setup: "autoload -U compinit; compinit -u -D; PROMPT='> '; source ./script", words: ["-d", "-i"]),
            Shell(
                name: "fish", file: "config/fish/config.fish",
                setup: "function fish_prompt; echo '> '; end; set fish_greeting; source ./script", words: ["-i"]),
        ]
    }

    @Test(arguments: Shell.all.filter { has($0.name) })
    private func shellsCompleteOnATerminal(shell: Shell) async throws {
        try await withRepo { scratch in
            try scratch.write(try await scratch.done("--generate-completion-script", shell.name), to: "script")
            try scratch.write(shell.setup + "\n", to: shell.file)
            // Prints what it would do, once the shell has completed it.
            try scratch.writeScript(
                """
                if [ "$1" = ---completion ]; then exec "\(Tool.path)" "$@"; fi
                echo "does: $*."
                """, to: "bin/gedis")
            let path = "\(scratch.path("bin")):\(scratch.environment["PATH"] ?? "/usr/bin:/bin")"
            try await scratch.terminal(
                """
                gedis = '/usr/bin/env'
                shell = Terminal(*sys.argv[1:], columns=200)
                shell.expect('> ')
                for typed, done in [('gedis server start st\\t\\n', 'server start stock'),
                        ('gedis client call main shop.t\\t2\\n', 'client call main shop.total 2'),
                        ('gedis server set main ssl=t\\t\\n', 'server set main ssl=true'),
                        ('gedis server set main web.po\\t7\\n', 'server set main web.port=7')]:
                    shell.type(typed)
                    shell.expect(f'does: {done}.')
                shell.type('exit\\n')
                shell.end()
                """, "-S", ([shell.name] + shell.words).joined(separator: " "),
                environment: ["PATH": path, "ZDOTDIR": scratch.folder])
        }
    }

    /// Whether a program is on the path.
    private static func has(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}

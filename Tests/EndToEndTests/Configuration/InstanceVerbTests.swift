import TestSupport
import Testing

/// Definitions of the three kinds: made, listed, shown, changed and deleted.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct InstanceVerbTests {
    struct Row: Decodable { var name: String }
    struct Line: Decodable {
        var key: String
        var value: String?
        var from: String
    }

    @Test(arguments: [
        ("server", "port=1234", "port"), ("client", "port=1234", "port"), ("backend", "type=memory", "type"),
    ])
    func aDefinitionsLife(kind: String, assignment: String, key: String) async throws {
        try await withScratch { scratch in
            let file = "instances/\(kind)/one.yaml"
            #expect(try await scratch.done(kind, "create", "one", assignment) == "created \(kind) one · \(file)")
            #expect(try scratch.read(file).contains(assignment.replacing("=", with: ": ")))
            #expect(try await scratch.listing(Row.self, kind, "list").map(\.name) == ["one"])
            #expect(try await scratch.done(kind, "list", "--output", "yaml").hasPrefix("- name: \"one\"\n  "))
            let shown = try await scratch.listing(Line.self, kind, "show", "one").first { $0.key == key }
            #expect("\(key)=\(shown?.value ?? "")" == assignment)

            let again = try await scratch.gedis(kind, "create", "one", assignment)
            #expect(again.code == 2)
            #expect(again.errors == "\(kind) one exists already: change it with 'gedis \(kind) set one'\n")
            try await scratch.done(kind, "create", "one", assignment, "--force")

            #expect(try await scratch.done(kind, "delete", "one") == "deleted \(kind) one")
            #expect(!scratch.exists(file))
            #expect(try await scratch.done(kind, "list", "--output", "json") == "[]")
            for words in [[kind, "show", "one"], [kind, "set", "one", assignment], [kind, "delete", "one"]] {
                let outcome = try await scratch.run(Tool.path, words)
                #expect(outcome.code == 3)
                #expect(outcome.errors == "no \(kind) 'one' in \(scratch.path("instances"))\n")
            }
        }
    }

    @Test func aValueCanBeWrittenInThreeWays() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "a", "port=1", "ssl=true", "unixsocket_mode=0770")
            try await scratch.done("server", "create", "b", "--port", "1", "--ssl", "--unixsocket-mode", "0770")
            try await scratch.done("server", "create", "c", "--port=1", "--ssl=true", "--unixsocket-mode=0770")
            let text = try scratch.read("instances/server/a.yaml").split(separator: "\n").dropFirst()
            for name in ["b", "c"] {
                #expect(try scratch.read("instances/server/\(name).yaml").split(separator: "\n").dropFirst() == text)
            }
        }
    }

    @Test func aChangeLeavesCommentsOrderAndFormattingAsTheyAre() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("instances/server")
            try scratch.write(
                """
                # Ours.
                ssl:   no     # not yet

                "port": 16 # odd
                addr: 'localhost'

                """, to: "instances/server/main.yaml")
            try await scratch.done("server", "set", "main", "ssl=true", "port=17", "threads=2")
            let text = try scratch.read("instances/server/main.yaml")
            #expect(
                text == """
                    # Ours.
                    ssl:   true     # not yet

                    "port": 17 # odd
                    addr: 'localhost'
                    threads: 2

                    """)
            try await scratch.done("server", "set", "main", "--unset", "threads")
            #expect(try scratch.read("instances/server/main.yaml") == text.replacing("threads: 2\n", with: ""))
        }
    }

    @Test func whatIsWrongIsSaidAndNothingIsChanged() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            let text = try scratch.read("instances/server/main.yaml")
            for (assignment, message) in [
                ("port=99999", "port: 99999 is not a port (0…65535)\n"),
                ("ssl=maybe", "ssl: 'maybe' is neither true nor false\n"),
                ("prot=1", "prot: no such key of a server; did you mean port?\n"),
                ("port", "'port' is no assignment: write key=value\n"),
            ] {
                let outcome = try await scratch.gedis("server", "set", "main", "addr=0.0.0.0", assignment)
                #expect(outcome.code == 2)
                #expect(outcome.errors == message)
                #expect(try scratch.read("instances/server/main.yaml") == text)
            }
            #expect(try await scratch.gedis("server", "set", "main").code == 2)
            #expect(try await scratch.gedis("server", "create", "../main").code == 2)
            let type = try await scratch.gedis("backend", "create", "main", "type=memry")
            #expect(type.code == 2)
            #expect(type.errors.contains("did you mean memory?"))
        }
    }
}

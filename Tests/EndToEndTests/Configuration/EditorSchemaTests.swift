import Foundation
import TestSupport
import Testing

/// The schemas by which editors know the keys, as a validator that is not gedis' reads them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct EditorSchemaTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized.path

    /// Validates files by the schema that their modeline or argument names, and prints those that are wrong.
    private static let program = """
        import json, os, re, sys, yaml, jsonschema
        folder = sys.argv[1]
        for path in sys.argv[2:]:
            text = open(path).read()
            line = re.search(r"^# yaml-language-server: \\$schema=(.*)$", text, re.M)
            name = os.path.basename(os.path.dirname(path)).replace("template", "server")
            if line:
                schema = os.path.join(os.path.dirname(path), line.group(1))
            else:
                schema = os.path.join(folder, "gedis.json" if "gedis." in os.path.basename(path) else name + ".json")
            schema = json.load(open(schema))
            jsonschema.Draft7Validator.check_schema(schema)
            for error in jsonschema.Draft7Validator(schema).iter_errors(yaml.safe_load(text)):
                print(path.rsplit("/", 2)[-2:], list(error.path), error.message[:200])
                break
        """

    private func validate(_ files: [String], in scratch: Scratch) async throws -> [String] {
        let words = ["-c", Self.program, scratch.path("instances/schema")] + files
        let outcome = try await scratch.run(Tool.python, words)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    private func definitions(in folder: String) -> [String] {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".yaml") && !$0.contains("/tls/") }.map { "\(folder)/\($0)" }
    }

    @Test func whatGedisWritesAndTheExamplesAreValid() async throws {
        try await withScratch { scratch in
            // Before the repo has a file of its own, new files have all keys.
            try await scratch.done(
                "server", "create", "full", "password=x", "web.port=0", "users.v.commands=* -@server")
            try await scratch.done("client", "create", "full", "password=x", "ssl=true")
            for (type, further) in [("memory", []), ("sqlite", []), ("redis", ["addr=a"]), ("gun", ["url=ws://a/gun"])]
            {
                let outcome = try await scratch.run(
                    Tool.path, ["backend", "create", type, "type=\(type)"] + further)
                #expect(outcome.code == 0, "\(outcome.errors)")
            }
            let said = try await scratch.done("repo", "init", "--no-git")
            #expect(said.contains("wrote instances/schema/server.json") && !said.contains("hello"))
            #expect(try await scratch.done("repo", "init", "--no-git").hasSuffix("has all of it already"))
            try await scratch.done("server", "create", "short", "port=0", "ssl=true", "threads=3")
            try await scratch.done(
                "server", "set", "short", "rates=calc.*: 5/s", "namespaces.a.workers=2", "log_format=json",
                "max_request_size=1MB", "unixsocket_mode=0770", "users.w.password=p", "namespaces.a.settings.b=1")
            try scratch.write(
                "extends: base\nport: ${env:PORT}\nssl: yes\nusers: {v: {commands: ['*', -a.b]}, w: }\nweb:\n",
                to: "instances/server/hand.yaml")
            try scratch.write("log_level: INFO\nidle_timeout: '60'\n", to: "instances/template/base.yaml")
            try scratch.write("timeout: 2.5\n", to: "instances/backend/redis.prod.yaml")
            #expect(try scratch.read("instances/server/short.yaml").contains("$schema=../schema/server.json\n"))
            let files =
                definitions(in: scratch.path("instances")) + definitions(in: Self.root + "/instances")
                + definitions(in: Self.root + "/Examples/Mounting")
            #expect(files.count >= 13)
            let problems = try await validate(files, in: scratch)
            #expect(problems.isEmpty, "\(problems)")
            let outcome = try await scratch.gedis("config", "validate", environment: ["PORT": "0"])
            #expect(outcome.output.split(separator: "\n").filter { $0.hasPrefix("error") }.isEmpty, "\(outcome.output)")
        }
    }

    @Test func mistakesAreInvalid() async throws {
        try await withScratch { scratch in
            try await scratch.done("repo", "init", "--no-git", "--no-example")
            let mistakes = [
                ("server", "port: 70000"), ("server", "port: x"), ("server", "prot: 1"), ("server", "web: {prot: 1}"),
                ("server", "ssl: maybe"), ("server", "users: {v: {pasword: x}}"), ("server", "log_format: xml"),
                ("server", "threads: [1]"), ("server", "max_request_size: 5 MB"), ("server", "web: 1"),
                ("client", "port: 0"), ("client", "usr: a"), ("backend", "type: nothing"),
                ("backend", "{type: memory, url: a}"), ("backend", "{type: redis, timeout: 0}"),
            ]
            var files: [String] = []
            for (index, (kind, text)) in mistakes.enumerated() {
                try scratch.write(text + "\n", to: "instances/\(kind)/m\(index).yaml")
                files.append(scratch.path("instances/\(kind)/m\(index).yaml"))
            }
            try scratch.write("defaults: {server: {port: x}}\n", to: "instances/gedis.prod.yaml")
            files.append(scratch.path("instances/gedis.prod.yaml"))
            let problems = try await validate(files, in: scratch)
            #expect(problems.count == files.count, "\(problems.joined(separator: "\n"))")
        }
    }

    @Test func aNewRepoHasAnExampleInGit() async throws {
        try await withScratch { scratch in
            let said = try await scratch.done("repo", "init", "config")
            #expect(said.contains("wrote config/server/main/hello.swift"))
            #expect(said.contains("made a git repository of "))
            #expect(scratch.exists("config/.git") && scratch.exists("config/gedis.yaml"))
            #expect(
                try scratch.read("config/server/main.yaml") == """
                    # gedis server main
                    # yaml-language-server: $schema=../schema/server.json
                    port: 9900

                    """)
            try scratch.write("", to: "config/server/main/tls/key.pem", mode: 0o600)
            let status = try await scratch.run("git", ["-C", "config", "status", "--short", "-uall"])
            #expect(status.output.contains("?? gedis.yaml") && !status.output.contains("key.pem"))
            #expect(try await scratch.done("config", "validate", "--repo", "config").isEmpty == false)
        }
    }

    @Test func aRepoThatIsNotFoundByItselfIsSaidToNeedItsName() async throws {
        try await withScratch { scratch in
            let other = try await scratch.gedis("repo", "init", "--no-git", "config")
            #expect(
                other.errors.contains("it is found by --repo ") && other.errors.contains("/config or GEDIS_REPO="))
            let usual = try await scratch.gedis("repo", "init", "--no-git")
            #expect(usual.code == 0 && usual.errors.isEmpty)
        }
    }
}

import Foundation
import Glibc
import TestSupport
import Testing

/// Namespaces that programs of the workers' protocol serve: the example for Node, and programs that do not serve.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WorkerProgramTests {
    private static let example = Tool.source("Examples/Workers/tools.mjs")

    @Test func theExampleIsServedAsAnyNamespaceIs() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "main", "type=memory")
            let server = try await scratch.startServer(
                "web.port=0", "dbclient_instance=main", "password=geheim", "users.reader.password=x",
                "users.reader.commands=tools.slug")
            let added = try await scratch.done("server", "add", "main", "--as", "tools", "--", "node", Self.example)
            #expect(added.contains("added namespace tools · slug average wait visit · live in "))
            let words = ["-a", "geheim", "--no-auth-warning"]
            func call(_ call: String...) async throws -> String {
                let outcome = try await scratch.run("redis-cli", ["-p", "\(server.port)"] + words + call)
                return (outcome.output + outcome.errors).trimmingCharacters(in: .newlines)
            }
            #expect(try await call("tools.slug", "Hello, World!") == "hello-world")
            #expect(try await call("tools.average", "1", "2.5", "4") == "2.5")
            #expect(try await call("tools.average") == "EMPTY of no numbers there is none")
            #expect(
                try await call("tools.average", "x")
                    == "ERR tools.average: argument 1 'numbers' must be a number, got \"x\"")
            #expect(try await call("tools.visit", "home") == "1")
            #expect(try await call("tools.visit", "home") == "2")
            #expect(try await call("tools.wait", "0") == "OK")
            #expect(try await call("command", "docs", "tools.slug").contains("Makes a name for URLs of a title."))
            let denied = try await scratch.run(
                "redis-cli", ["-p", "\(server.port)", "--user", "reader", "--pass", "x", "tools.visit", "home"])
            #expect((denied.output + denied.errors).contains("NOPERM"))
            let web = try #require(server.greeting.firstMatch(of: #/web at (http\S+)/#)?.1)
            let json = try await scratch.run(
                "curl",
                [
                    "-sS", "-u", "default:geheim", "-H", "Content-Type: application/json", "-d", #"{"title":"A b"}"#,
                    "\(web)call/tools.slug",
                ]
            ).output
            #expect(json == #""a-b""#, "\(json)")
            let commands = try await scratch.done("server", "commands", "main", "tools.visit")
            #expect(commands.contains("Counts visits of a page in the backend."))
            try await scratch.done("config", "validate")

            try await scratch.done("server", "remove", "main", "tools")
            #expect(try await call("tools.slug", "a").hasPrefix("ERR unknown command"))
            #expect(!(try scratch.read("instances/server/main.yaml")).contains("node "))
        }
    }

    @Test func aProgramOfTheRepoIsWatched() async throws {
        try await withScratch { scratch in
            let source = try String(contentsOfFile: Self.example, encoding: .utf8)
            try scratch.write(source, to: "instances/programs/tools.mjs")
            try await scratch.done("server", "create", "main", "port=0")
            try await scratch.done(
                "server", "add", "main", "--as", "tools", "--", "node", "instances/programs/tools.mjs")
            let definition = try scratch.read("instances/server/main.yaml")
            #expect(definition.contains(#"command: "node ./programs/tools.mjs""#), "\(definition)")
            let server = try RunningServer(
                greeting: try await scratch.done("server", "start", "main", "--detach", "--watch"))
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("tools.slug", "A b") == "$3\r\na-b\r\n")
            try scratch.write(
                source.replacing("title.toLowerCase()", with: "title.toUpperCase()").replacing("[^a-z", with: "[^A-Z"),
                to: "instances/programs/tools.mjs")
            try await eventually("the new program serves") {
                try RawConnection(port: server.port).call("tools.slug", "A b") == "$3\r\nA-B\r\n"
            }
        }
    }

    @Test func whatDoesNotServeIsExplained() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write("#!/bin/sh\nexit 3\n", to: "instances/fails")
            let before = try scratch.read("instances/server/main.yaml")
            func refusal(_ command: String...) async throws -> String {
                let outcome = try await scratch.run(
                    Tool.path, ["server", "add", "main", "--as", "tools", "--"] + command)
                #expect(outcome.code != 0)
                return outcome.errors
            }
            #expect(
                try await refusal("no-such-program").contains(
                    "there is no program 'no-such-program' on the search path"))
            #expect(try await refusal("./nothing").contains("instances/nothing; paths of a command are from"))
            #expect(try await refusal("./instances/fails").contains("fails cannot be run: make it executable"))
            chmod(scratch.path("instances/fails"), 0o755)
            let fails = try await refusal("./instances/fails")
            #expect(fails.contains("the worker ended before it served: exit status 3"), "\(fails)")
            #expect(fails.contains("'gedis worker check ./fails' looks closer at the program"), "\(fails)")
            let nonsense = try await refusal("sh", "-c", "echo nonsense >&3; sleep 60")
            #expect(nonsense.contains("it broke the protocol: a frame of"), "\(nonsense)")
            #expect(try scratch.read("instances/server/main.yaml") == before)

            try scratch.write("def slug(title): return title\n", to: "tools.py")
            try await scratch.done("server", "add", "main", "tools.py")
            #expect(try await refusal("node", Self.example).contains("namespace tools has a source"))
        }
    }

    @Test func theExampleAndPythonPassTheCheck() async throws {
        try await withScratch { scratch in
            let node = try await scratch.run(Tool.path, ["worker", "check", "node", Self.example])
            #expect(node.code == 0, "\(node.output)\(node.errors)")
            #expect(node.output.split(separator: "\n").count == 9)
            #expect(node.output.contains("ok   questions: 1 asked and answered"), "\(node.output)")
            try scratch.write(
                """
                async def visit(page: str, namespace, dbclient) -> int:
                    return await dbclient.increment(namespace, page)


                def sum(a: int, b: int) -> int:
                    return a + b


                def fail():
                    raise ValueError("no")
                """, to: "calc.py")
            let python = try await scratch.run(Tool.path, ["worker", "check", "calc.py"])
            #expect(python.code == 0, "\(python.output)\(python.errors)")
        }
    }

    @Test(arguments: [
        ("exit 3", "FAIL manifest: it closed the socket: exit status 3"),
        ("echo nonsense >&3; sleep 60", "FAIL manifest: it broke the protocol: a frame of"),
    ])
    func theCheckSaysWhatIsWrong(_ script: String, _ line: String) async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run(Tool.path, ["worker", "check", "sh", "-c", script])
            #expect(outcome.code == 1)
            #expect(outcome.output.hasPrefix(line), "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test(arguments: [
        (
            "else if (kind === 3) process.exit(0)", "else if (kind === 3) process.exit(4)",
            "stop: it ended with exit status 4"
        ),
        ("running.get(rest[0])?.abort()", "running.get(rest[0]).abort()", "cancellation: it closed the socket"),
        (".on('end', () => process.exit())", "", "end of the socket: it runs on 1 s after its socket was closed"),
    ])
    func aWorkerThatIsBrokenFailsTheCheck(_ part: String, _ other: String, _ failure: String) async throws {
        try await withScratch { scratch in
            let source = try String(contentsOfFile: Self.example, encoding: .utf8)
            try #require(source.contains(part))
            // Sockets that end keep no process.
            let keeps = other.isEmpty ? "\nsetInterval(() => {}, 1000)\n" : ""
            try scratch.write(source.replacing(part, with: other) + keeps, to: "broken.mjs")
            let outcome = try await scratch.run(
                Tool.path,
                ["worker", "check", "--patience", "\(other.isEmpty ? 1 : 10)", "--call", "slug", "node", "broken.mjs"])
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("FAIL \(failure)"), "\(outcome.output)")
        }
    }
}

import Foundation
import TestSupport
import Testing

/// `gedis namespace`: what an author does without a server.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct NamespaceVerbTests {
    @Test func aNewNamespaceWorksAsItIs() async throws {
        try await withScratch { scratch in
            let made = try await scratch.done("namespace", "new", "stock_room")
            #expect(made.contains("wrote stock_room.swift · "))
            #expect(try scratch.read("stock_room.swift").contains("struct StockRoom {"))
            #expect(scratch.exists(".sourcekit-lsp/config.json"))
            let checked = try await scratch.done("namespace", "check", "stock_room.swift")
            #expect(checked.contains("stock_room.greet"))
            #expect(
                try await scratch.done("namespace", "call", "stock_room.swift", "greet", "ann", "2")
                    == "hello ann\nhello ann")
            let refused = try await scratch.gedis("namespace", "call", "stock_room.swift", "greet", "ann", "11")
            #expect(refused.code == 1)
            #expect(refused.errors == "(error) RANGE times must be 1 to 10, not 11\n")

            // Nothing is overwritten, and the editor's configuration is there already.
            #expect(try await scratch.gedis("namespace", "new", "stock_room").code == 2)
            #expect(try await !scratch.done("namespace", "new", "Other", "--folder").contains(".sourcekit-lsp"))
            #expect(scratch.exists("other/other.swift"))
            #expect(try await scratch.gedis("namespace", "new", "my-calc").code == 2)
        }
    }

    @Test func aNewNamespaceInPythonWorksAsItIs() async throws {
        try await withScratch { scratch in
            let made = try await scratch.done("namespace", "new", "--python", "stock_room")
            #expect(made.contains("wrote stock_room.py · "))
            #expect(made.contains("wrote gedis.pyi for editors"))
            #expect(!scratch.exists(".sourcekit-lsp"))
            let checked = try await scratch.done("namespace", "check", "stock_room.py")
            #expect(
                checked.contains(/stock_room\.greet +name:String \[times:Int=1\] +\[String\] +Greets somebody/),
                "\(checked)")
            #expect(
                try await scratch.done("namespace", "call", "stock_room.py", "greet", "ann", "2")
                    == "hello ann\nhello ann")
            let refused = try await scratch.gedis("namespace", "call", "stock_room.py", "greet", "ann", "11")
            #expect(refused.errors == "(error) RANGE times must be 1 to 10, not 11\n")

            // Nothing is overwritten, but for a stub that gedis wrote.
            #expect(try await scratch.gedis("namespace", "new", "--python", "stock_room").code == 2)
            let stub = try scratch.read("gedis.pyi")
            try scratch.write(stub + "# old\n", to: "gedis.pyi")
            let other = try await scratch.done("namespace", "new", "--python", "--folder", "Other")
            #expect(other.contains("wrote other/__init__.py · "))
            #expect(try scratch.read("gedis.pyi") == stub)
            #expect(try await scratch.done("namespace", "call", "other", "greet", "ann") == "hello ann")
            try scratch.write("# mine\n", to: "gedis.pyi")
            #expect(try await scratch.gedis("namespace", "new", "--python", "third").errors.contains("is not gedis'"))
            #expect(try scratch.read("gedis.pyi") == "# mine\n")
        }
    }

    @Test func checkingShowsErrorsAndAddsNothing() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            try scratch.write(Source.broken, to: "work/other.swift")
            let outcome = try await scratch.gedis("namespace", "check", "calc.swift", "work/other.swift")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("calc.sum"))
            #expect(outcome.errors.contains("work/other.swift:4:37: error: cannot find 'missing' in scope"))
            #expect(try scratch.contents(of: "instances").isEmpty)
        }
    }

    @Test func aCommandIsCalledWithoutAServer() async throws {
        try await withScratch { scratch in
            let source = """
                import GedisKit

                struct Shop {
                    func put(_ key: String, _ value: String, dbclient: any Backend) async throws -> String? {
                        try await dbclient.put("shop", [key: .string(value)])
                        guard case .string(let text)? = try await dbclient.get("shop", key) else { return nil }
                        return text
                    }
                    func size(_ bytes: [UInt8]) -> Int { bytes.count }
                    func who(context: Context) -> String { context.caller.user }
                    func tell(events: Events) { events.publish("shop", "told") }
                }
                """
            try scratch.write(source, to: "shop.swift")
            func call(_ words: String..., input: String = "") async throws -> Outcome {
                try await scratch.run(Tool.path, ["namespace", "call"] + words, input: input)
            }
            #expect(try await call("shop.swift", "shop.put", "a", "b").output == "b\n")
            #expect(try await call("--json", "shop.swift", "PUT", "a", "b").output == "\"b\"\n")
            #expect(try await call("shop.swift", "size", "-", input: "12345").output == "5\n")
            #expect(try await call("--user", "ann", "shop.swift", "who").output == "ann\n")
            #expect(try await call("shop.swift", "tell").errors == "event shop: told\n")
            let wrong = try await call("shop.swift", "size")
            #expect(wrong.code == 1)
            #expect(wrong.errors == "(error) ERR wrong number of arguments for 'shop.size' command\n")
            #expect(try await call("shop.swift", "nothing").errors.contains("unknown command 'shop.nothing'"))
            #expect(try await call("shop.swift").code == 2)
        }
    }

    /// A completion of GedisKit in a config repo, asked of a real language server.
    @Test func editorsCompleteGedisKitInAConfigRepo() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let file = "instances/server/main/other.swift"
            try scratch.write(
                "import GedisKit\nstruct Other {\n  func one() throws { throw CommandErr }\n}\n", to: file)
            let labels = try await scratch.python(
                Self.completion, scratch.path("instances"), scratch.path(file), "2", "38")
            #expect(labels.contains("CommandError"))
        }
    }

    private static let completion = """
        import json, os, subprocess, sys
        root, path, line, column = sys.argv[1:]
        server = subprocess.Popen(["sourcekit-lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        def send(message):
            text = json.dumps({"jsonrpc": "2.0", **message}).encode()
            server.stdin.write(b"Content-Length: %d\\r\\n\\r\\n" % len(text) + text)
            server.stdin.flush()
        def receive():
            length = 0
            while (header := server.stdout.readline()) != b"\\r\\n":
                if header.lower().startswith(b"content-length"): length = int(header.split(b":")[1])
            return json.loads(server.stdout.read(length))
        def ask(number, method, params):
            send({"id": number, "method": method, "params": params})
            while True:
                message = receive()
                if "method" in message:
                    if "id" in message: send({"id": message["id"], "result": None})
                elif message.get("id") == number:
                    return message.get("result")
        uri = "file://" + path
        ask(1, "initialize", {"processId": os.getpid(), "rootUri": "file://" + root, "capabilities": {}})
        send({"method": "initialized", "params": {}})
        document = {"uri": uri, "languageId": "swift", "version": 1, "text": open(path).read()}
        send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        place = {"line": int(line), "character": int(column)}
        found = ask(2, "textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
        print([item["label"] for item in found["items"]])
        ask(3, "shutdown", None)
        send({"method": "exit"})
        """
}

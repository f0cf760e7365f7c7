import Foundation
import TestSupport
import Testing

/// `gedis client generate`: modules that call a server's namespaces, checked by the languages' own checkers.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct GeneratedClientTests {
    @Test func aModuleInPythonPassesMypyAndCallsOverBothProtocols() async throws {
        try await withOrders { scratch, port in
            try await scratch.done("client", "generate", "main", "--output", "gedis_client.py")
            try scratch.copyProgram("typed-client.py")
            let checked = try await scratch.mypy("gedis_client.py", "typed-client.py")
            #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
            let older = URL(filePath: Tool.python).deletingLastPathComponent().appending(path: "../redis-5").path
            let ways: [(version: Int, libraries: String?)] = [(2, nil), (3, nil), (2, older)]
            for (version, libraries) in ways {
                let outcome = try await scratch.run(
                    Tool.python, ["typed-client.py", "\(port)", "\(version)"],
                    environment: libraries.map { ["PYTHONPATH": $0] } ?? [:])
                #expect(outcome.code == 0, "\(outcome.errors)")
                #expect(
                    outcome.output == #"""
                        OrdersItem(sku='Äpfel', count=2, gift=True) OrdersSize.SMALL True b'\xff\x01' {'a': 'b'} None
                        OrdersSize.EXTRA_LARGE
                        {'a': 1} {}
                        b'\x00\xff' 1 True
                        1 6 1.75 None
                        A a! Size.L
                        Item(sku='a', count=2, size=<Size.S: 'S'>, extra=None) [Item(sku='b', count=2, size=None, extra={'x': 0.5})]
                        ['2026-01-31T12:00:00.500Z', '00000000-0000-0000-0000-000000000001', '2.50']
                        GedisError STOCK / only 3 apples are left
                        ERR / shop.later: argument 1 'a' must be an integer, got "9223372036854775808"
                        orders.count: 'more' can only be given with 'since'
                        3
                        NOPERM
                        [1, 2] OrdersSize.SMALL
                        STOCK

                        """#)
            }

            try scratch.write(
                """
                from gedis_client import OrdersItem
                OrdersItem(sku="a1", count="2", gift=True)
                """, to: "wrong.py")
            let wrong = try await scratch.mypy("wrong.py")
            #expect(wrong.code == 1)
            #expect(wrong.output.contains("Argument \"count\" to \"OrdersItem\" has incompatible type \"str\""))
        }
    }

    @Test func aModuleInTypeScriptPassesTscAndCalls() async throws {
        try await withOrders { scratch, port in
            try await scratch.done("client", "generate", "main", "--output", "gedis_client.ts")
            try scratch.copyProgram("typed-client.ts")
            try scratch.write(#"{"type": "module"}"#, to: "package.json")
            try scratch.makeFolder("node_modules")
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path("node_modules/gedis"), withDestinationPath: Tool.source("clients/js"))
            let checked = try await scratch.tsc("--noEmit", "typed-client.ts")
            #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
            let compiled = try await scratch.tsc("--outDir", "made", "typed-client.ts")
            #expect(compiled.code == 0, "\(compiled.output)\(compiled.errors)")
            let outcome = try await scratch.run("node", ["made/typed-client.js", "\(port)"])
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(
                outcome.output == #"""
                    [{"sku":"Äpfel","count":2,"gift":true},"small",true,[255,1],{"a":"b"}]
                    ["extra-large",false]
                    [{"a":1},{}]
                    [[0,255],1]
                    [2]
                    [1,6,1.75,null]
                    ["A","L",7]
                    [{"sku":"a","count":2,"size":"S"},[{"sku":"b","count":2}]]
                    [["2026-01-31T12:00:00.500Z","00000000-0000-0000-0000-000000000001","2.50"],null]
                    [true,"STOCK","only 3 apples are left"]
                    ["TypeError: orders.count: 'more' can only be given with 'since'"]
                    [true]

                    """#)

            try scratch.write(
                """
                import type { OrdersItem } from "./gedis_client.js";
                export const item: OrdersItem = { sku: "a1", count: "2", gift: true };
                """, to: "wrong.ts")
            let wrong = try await scratch.tsc("--noEmit", "wrong.ts")
            #expect(wrong.code != 0)
            #expect(wrong.output.contains("Type 'string' is not assignable to type 'number'"))
        }
    }

    @Test func aModuleInSwiftCompilesAndCallsOverBothProtocols() async throws {
        try await withOrders { scratch, port in
            try await scratch.done("client", "generate", "main", "--output", "gedis_client.swift")
            try scratch.copyProgram("typed-client.swift")
            let built = try await scratch.swiftc(
                ["gedis_client.swift", "typed-client.swift", "-o", "typed-client"], linking: "ClientExample")
            #expect(built.code == 0, "\(built.output)\(built.errors)")
            #expect(!built.errors.contains("gedis_client.swift"), "\(built.errors)")
            for version in [2, 3] {
                let outcome = try await scratch.run(scratch.path("typed-client"), ["\(port)", "\(version)"])
                #expect(outcome.code == 0, "\(outcome.errors)")
                #expect(
                    outcome.output == #"""
                        Äpfel 2 true small true [255, 1] ["a": "b"] nil
                        extraLarge
                        ["a": 1] [:]
                        [0, 255] 1 true
                        1 6 1.75 nil
                        A a! l
                        a 2 s 1 0.5
                        2026-01-31T12:00:00.500Z
                        STOCK / only 3 apples are left
                        ERR / shop.later: argument 1 'a' must be an integer, got "x"
                        orders.count: 'more' can only be given with 'since'
                        NOPERM

                        """#)
            }

            try scratch.write(#"let item = OrdersItem(sku: "a1", count: "2", gift: true)"#, to: "wrong.swift")
            let wrong = try await scratch.swiftc(["-typecheck", "gedis_client.swift", "wrong.swift"])
            #expect(wrong.code != 0)
            #expect(wrong.errors.contains("cannot convert value of type 'String' to expected argument type 'Int'"))
        }
    }

    @Test func theExampleInSwiftCallsByAModuleThatFits() async throws {
        try await withScratch { scratch in
            let source = Tool.source("Examples/Namespaces/Inventory.swift")
            let module = Tool.source("Examples/Client/InventoryClient.swift")
            let checked = try await scratch.gedis("client", "generate", source, "--check", module)
            #expect(checked.code == 0, "\(checked.errors)")
            try await scratch.done("backend", "create", "main", "type=memory")
            let server = try await scratch.startServer("password=sesame", "dbclient_instance=main")
            try await scratch.done("server", "add", "main", source)
            let outcome = try await scratch.run(Tool.built("ClientExample"), ["\(server.port)", "sesame"])
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(
                outcome.output == """
                    there are 3 Apples
                    5 are too many
                    found Apples among 1
                    0 are left
                    inventory: a1 is out

                    """)
        }
    }

    @Test func aFileAloneIsEnoughAndAModuleThatNoLongerFitsIsFound() async throws {
        try await withScratch { scratch in
            let source = "def sum(a: int, b: int = 2) -> int:\n    return a + b\n"
            try scratch.write(source, to: "calc.py")
            let printed = try await scratch.done("client", "generate", "calc.py", "--language", "python")
            #expect(printed.contains("    def sum(self, a: int, b: int = 2) -> int:\n"))
            let wrote = try await scratch.done("client", "generate", "calc.py", "--output", "calc_client.py")
            #expect(wrote == "wrote calc_client.py · calc")
            #expect(try scratch.read("calc_client.py") == printed + "\n")
            #expect(
                try await scratch.done("client", "generate", "calc.py", "--check", "calc_client.py")
                    == "calc_client.py fits · calc")

            try scratch.write(source.replacing("b: int = 2", with: "b: float"), to: "calc.py")
            let changed = try await scratch.gedis("client", "generate", "calc.py", "--check", "calc_client.py")
            #expect(changed.code == 1)
            #expect(changed.errors.contains("calc_client.py no longer fits: "))
            #expect(changed.errors.contains("    def sum(self, a: int, b: int = 2) -> int:"))
            #expect(changed.errors.contains("    def sum(self, a: int, b: float) -> int:"))

            #expect(try await scratch.gedis("client", "generate", "calc.py").code == 2)
            #expect(try await scratch.gedis("client", "generate", "calc.py", "--check", "none.py").code == 3)
            #expect(try await scratch.gedis("client", "generate", "nobody", "--language", "python").code == 3)
        }
    }

    /// Serves a namespace in Swift and one in Python, some of whose types have the same names, to a user who may call all
    /// and one who may not.
    private func withOrders(_ body: (Scratch, Int) async throws -> Void) async throws {
        try await withScratch { scratch in
            try scratch.write(Source.orders, to: "orders.swift")
            try scratch.write(Source.shopInPython, to: "shop.py")
            let server = try await scratch.startServer(
                "password=sesame", "users.vito.password=geheim", "users.vito.commands=shop.*")
            for file in ["orders.swift", "shop.py"] { try await scratch.done("server", "add", "main", file) }
            try await body(scratch, server.port)
        }
    }
}

extension Scratch {
    /// Copies a program of the tests' own into the folder.
    fileprivate func copyProgram(_ name: String) throws {
        try FileManager.default.copyItem(
            atPath: Tool.source("Tests/EndToEndTests/Clients/Programs/\(name)"), toPath: path(name))
    }

    fileprivate func mypy(_ files: String...) async throws -> Outcome {
        try await run(Tool.python, ["-m", "mypy", "--strict"] + files)
    }

    fileprivate func tsc(_ words: String...) async throws -> Outcome {
        try await run(
            "tsc",
            [
                "--strict", "--target", "es2022", "--module", "node16", "--moduleResolution", "node16", "--lib",
                "es2022,dom",
            ] + words)
    }
}

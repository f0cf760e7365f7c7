import TestSupport
import Testing

/// Folders of Python files as namespaces, and what the namespaces of a server share.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PythonFolderTests {
    @Test func aFolderIsAddedWatchedAndRemoved() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let server = try RunningServer(
                greeting: try await scratch.done("server", "start", "main", "--detach", "--watch"))
            let port = server.port
            try scratch.write("FACTOR = 2\n", to: "instances/server/main/shared/factors.py")
            try scratch.write(Self.entry, to: "calc/__init__.py")
            try scratch.write(Self.rates, to: "calc/more/rates.py")
            try scratch.write("not read", to: "calc/.hidden.py")
            try scratch.write("kept\n", to: "instances/server/main/calc/notes.txt")
            let added = try await scratch.done("server", "add", "main", "./calc/")
            #expect(added.hasPrefix("added namespace calc · total where fail · live in "), "\(added)")
            #expect(try await scratch.redisCLI(port, "calc.total", "5") == "30")
            let repo = "instances/server/main/calc"
            #expect(try await scratch.redisCLI(port, "calc.where") == scratch.path("\(repo)/more/rates.py"))
            #expect(!scratch.exists("\(repo)/.hidden.py"))
            #expect(try await scratch.redisCLI(port, "calc.fail") == "ERR calc.fail: ValueError: no rate\n")
            #expect(
                try await scratch.done("server", "logs", "main").contains(
                    /File ".*calc\/more\/rates.py", line 6, in fail/))

            // A change of any file is taken over, of what is shared too.
            try scratch.write(Self.rates.replacing("RATE = 3", with: "RATE = 4"), to: "\(repo)/more/rates.py")
            try await eventually("the module is taken over") {
                try await scratch.redisCLI(port, "calc.total", "5") == "40"
            }
            try scratch.write("FACTOR = 1\n", to: "instances/server/main/shared/factors.py")
            try await eventually("what is shared is taken over") {
                try await scratch.redisCLI(port, "calc.total", "5") == "20"
            }
            // A mistake in a module is shown with its file, and what was served goes on.
            try scratch.write("RATE = (\n", to: "\(repo)/more/rates.py")
            try await eventually("the mistake is in the log") {
                try await scratch.done("server", "logs", "main").contains("calc/more/rates.py:1:8: error: SyntaxError")
            }
            #expect(try await scratch.redisCLI(port, "calc.total", "5") == "20")
            try scratch.write(Self.rates, to: "\(repo)/more/rates.py")
            try await scratch.done("config", "validate")
            try await scratch.done("server", "remove", "main", "calc", "--force")
            #expect(try scratch.contents(of: "instances/server/main/calc").keys.map { $0 } == ["notes.txt"])
            #expect(try await scratch.redisCLI(port, "calc.total", "5").hasPrefix("ERR unknown command"))
        }
    }

    @Test func aScriptWithModulesBesideItIsOneToo() async throws {
        try await withScratch { scratch in
            try scratch.write(
                "import rates\n\ndef total(a: int) -> int:\n    return a * rates.RATE\n", to: "Calc/calc.py")
            try scratch.write("RATE = 3\n", to: "Calc/rates.py")
            #expect(try await scratch.done("namespace", "call", "Calc", "total", "5") == "15")
            try scratch.write("\nRATE = 1 / 0\n", to: "Calc/rates.py")
            let checked = try await scratch.gedis("namespace", "check", "./Calc/")
            #expect(checked.code == 1)
            #expect(checked.errors.contains("./Calc/rates.py:2:1: error: ZeroDivisionError: division by zero"))
            #expect(checked.errors.contains("RATE = 1 / 0\n^"), "\(checked.errors)")
        }
    }

    @Test func aFolderWithoutABeginningIsNone() async throws {
        try await withScratch { scratch in
            try scratch.write("RATE = 3\n", to: "tools/rates.py")
            let refused = try await scratch.gedis("namespace", "check", "tools")
            #expect(
                refused.errors.contains(
                    "tools: there is no __init__.py and no tools.py in it, with which a namespace in Python begins"),
                "\(refused.errors)")
            // Other scripts in a server's folder are nothing to it.
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write("raise SystemExit\n", to: "instances/server/main/scripts/backup.py")
            #expect(try await !scratch.done("server", "commands", "main").contains("scripts"))
            try scratch.write("def f(): pass\n", to: "tools/tools.py")
            try scratch.write("struct A {}\n", to: "tools/a.swift")
            let both = try await scratch.gedis("namespace", "check", "tools")
            #expect(
                both.errors.contains(
                    "tools/a.swift: a folder is a namespace in Swift or in Python, and this one has both"))
        }
    }

    private static let entry = """
        \"""Sums.\"""
        from shared.factors import FACTOR

        from .more import rates


        def total(a: int) -> int:
            return a * rates.RATE * FACTOR


        def where() -> str:
            return rates.__file__


        def fail():
            rates.fail()

        """

    private static let rates = """
        # Rates.
        RATE = 3


        def fail():
            raise ValueError("no rate")

        """
}

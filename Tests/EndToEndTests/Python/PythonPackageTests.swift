import Foundation
import TestSupport
import Testing

/// Sources in Python that name packages which they need, or the Python that they run on.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PythonPackageTests {
    @Test func packagesAreInstalledOnceAndThenFound() async throws {
        try await withScratch { scratch in
            try await scratch.python(Self.makeWheel, scratch.path("packages"))
            let wheel = scratch.path("packages/gedis_tiny-1.0-py3-none-any.whl")
            try scratch.write(Self.source(wheel), to: "calc.py")
            // Several at once make it once, and say so.
            let said = try await withThrowingTaskGroup(of: Outcome.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await scratch.gedis("namespace", "call", "calc.py", "double", "4") }
                }
                var said: [String] = []
                for try await outcome in group {
                    #expect(outcome.output == "8\n", "\(outcome.errors)")
                    said += outcome.errors.split(separator: "\n").map(String.init)
                }
                return said
            }
            #expect(said == ["calc.py: installing gedis-tiny @ file://\(wheel), once"])

            // What is there needs neither pip nor what it was made of.
            try FileManager.default.removeItem(atPath: wheel)
            let server = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "calc.py")
            #expect(try await scratch.redisCLI(server.port, "calc.double", "4") == "8")
            // Another source with the same packages has the same ones.
            try await scratch.addPython(Self.source(wheel) + "\n# another\n", as: "other")
            #expect(
                try await scratch.redisCLI(server.port, "other.where") == scratch.redisCLI(server.port, "calc.where"))
        }
    }

    @Test func whatIsWrongIsSaidAtItsLine() async throws {
        try await withScratch { scratch in
            for (block, message) in [
                (
                    "# dependencies = [\"gedis-tiny @ file:///nowhere/gedis_tiny-1.0-py3-none-any.whl\"]",
                    #/calc.py:2:1: error: its packages cannot be installed: .*nowhere/#
                ),
                ("#\n# requires-python = \">=3.99\"", #/calc.py:3:1: error: it needs Python >=3.99, and .* is 3\./#),
                ("# requires-python = \"three\"", #/calc.py:2:1: error: requires-python is a text such as/#),
                ("# dependencies = \"attrs\"", #/calc.py:2:1: error: dependencies is a list of texts/#),
                ("# dependency = []", #/calc.py:2:1: error: 'dependency' is no key of it/#),
                ("# dependencies = [\n#   \"attrs\n# ]", #/calc.py:3:1: error: the text has no end "/#),
            ] {
                try scratch.write("# /// script\n\(block)\n# ///\ndef f(): pass\n", to: "calc.py")
                let outcome = try await scratch.gedis("namespace", "check", "calc.py")
                #expect(outcome.code == 1)
                #expect(outcome.errors.contains(message), "\(outcome.errors)")
            }
        }
    }

    private static func source(_ wheel: String) -> String {
        """
        # /// script
        # requires-python = ">=3.9"
        # dependencies = [
        #     "gedis-tiny @ file://\(wheel)",  # made by the test
        # ]
        # [tool.other]
        # anything = { goes = 1 }
        # ///
        import gedis_tiny


        def double(a: int) -> int:
            return gedis_tiny.double(a)


        def where() -> str:
            return gedis_tiny.__file__

        """
    }

    /// A wheel is an archive with a few files that describe it.
    private static let makeWheel = """
        import os, sys, zipfile
        os.makedirs(sys.argv[1])
        info = "gedis_tiny-1.0.dist-info/"
        files = {
            "gedis_tiny.py": "def double(a): return 2 * a\\n",
            info + "METADATA": "Metadata-Version: 2.1\\nName: gedis-tiny\\nVersion: 1.0\\n",
            info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        }
        files[info + "RECORD"] = "".join(f"{name},,\\n" for name in [*files, info + "RECORD"])
        with zipfile.ZipFile(sys.argv[1] + "/gedis_tiny-1.0-py3-none-any.whl", "w") as wheel:
            for name, text in files.items():
                wheel.writestr(name, text)
        """
}

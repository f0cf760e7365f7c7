import Foundation
import TestSupport
import Testing

/// The README's way from a file to a typed call, done as it stands there.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ReadmeTests {
    @Test func aFileBecomesATypedCall() async throws {
        let readme = try String(contentsOfFile: Tool.source("README.md"), encoding: .utf8)
        let section = try #require(
            readme.firstMatch(of: #/\n## From a file to a typed call\n(?<text>(?s).*?)\n## /#)?.output.text)
        let programs = section.matches(of: #/```python\n((?s).*?)```/#).map { String($0.output.1) }
        try #require(programs.count == 2)
        // One screen.
        #expect(section.split(separator: "\n", omittingEmptySubsequences: false).count <= 48)
        try await withScratch { scratch in
            try scratch.write(programs[0], to: "calc.py")
            try await scratch.lines(of: "dev", "calc.py") { lines in
                let greeting = try await lines.next() ?? ""
                let match = try #require(
                    greeting.wholeMatch(
                        of: #/calc · mean · redis-cli -p (\d+) · http://\S+ · saves are taken over · Ctrl-C ends it/#),
                    "\(greeting)")
                let port = String(match.1)
                #expect(
                    try await scratch.done("client", "generate", "calc.py", "--output", "calc_client.py")
                        == "wrote calc_client.py · calc")
                let shown = try #require(programs[1].firstMatch(of: #/port=(\d+)/#)?.1)
                try scratch.write(programs[1].replacing("port=\(shown)", with: "port=\(port)"), to: "use.py")
                let checked = try await scratch.run(Tool.python, ["-m", "mypy", "--strict", "use.py"])
                #expect(checked.code == 1)
                #expect(checked.output.contains(#"has incompatible type "str"; expected "int""#), "\(checked.output)")
                try scratch.write(
                    try scratch.read("use.py").replacing(#"digits="1""#, with: "digits=1"), to: "use.py")
                let right = try await scratch.run(Tool.python, ["-m", "mypy", "--strict", "use.py"])
                #expect(right.code == 0, "\(right.output)")
                let called = try await scratch.run(Tool.python, ["use.py"])
                #expect(called.output == "2.33\n2.3\n", "\(called.errors)")
                #expect(try await scratch.redisCLI(Int(port) ?? 0, "calc.mean", "[1, 2, 4]") == "2.33")
            }
        }
    }
}

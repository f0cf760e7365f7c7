/// Namespaces to begin with.
enum NamespaceTemplate {
    /// One in Swift.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - file: the file's path
    /// - Returns: its source.
    static func swift(name: String, file: String) -> String {
        let type = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return """
            import GedisKit

            /// What this namespace is for, in one sentence: clients see it in help.
            struct \(type) {
                /// Greets somebody: the first sentence of a doc comment is the command's help.
                ///
                /// Clients call it as `\(name).greet NAME [TIMES]`. Types are checked before it is called, and a parameter
                /// with a default may be left out.
                /// - Parameters:
                ///   - name: who is greeted
                ///   - times: how often, 1 to 10
                /// - Returns: a greeting for each time.
                /// - Throws: `CommandError` with the code `RANGE` when it is too often: clients get it as an error reply.
                func greet(_ name: String, times: Int = 1) throws -> [String] {
                    guard 1...10 ~= times else { throw CommandError("times must be 1 to 10, not \\(times)", code: "RANGE") }
                    return Array(repeating: "hello \\(name)", count: times)
                }
            }

            // To try it:    gedis namespace call \(file) greet ann 2
            // To test it, with GedisTesting (docs/namespaces.md, "Testing"):
            //     #expect(try \(type)().greet("ann", times: 2) == ["hello ann", "hello ann"])
            //     #expect(throws: CommandError.self) { try \(type)().greet("ann", times: 11) }

            """
    }

    /// One in Python.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - place: the path of the file or folder
    /// - Returns: its source.
    static func python(name: String, place: String) -> String {
        // As no line of Swift has it: the test of the layers reads the imports.
        let load = "import"
        return """
            \"\"\"What this namespace is for, in one sentence: clients see it in help.\"\"\"
            from typing \(load) List

            \(load) gedis


            def greet(name: str, times: int = 1) -> List[str]:
                \"\"\"Greets somebody: the first sentence of a docstring is the command's help.

                Clients call it as `\(name).greet NAME [TIMES]`. Annotations say what arguments are, which is checked before it is
                called; a parameter with a default may be left out.

                Args:
                    name: who is greeted
                    times: how often, 1 to 10

                Returns:
                    a greeting for each time

                Raises:
                    gedis.Error: with the code `RANGE` when it is too often: clients get it as an error reply
                \"\"\"
                if not 1 <= times <= 10:
                    raise gedis.Error("RANGE", f"times must be 1 to 10, not {times}")
                return [f"hello {name}"] * times


            # To try it:    gedis namespace call \(place) greet ann 2
            # Packages that it needs can stand at the top of the file (docs/python.md, "Packages").

            """
    }
}

/// What a source in Python says of itself in comments, as PEP 723 has it: the packages that it needs, and which Python.
struct ScriptMetadata: Hashable, Sendable {
    /// What the packages are asked for by, such as `requests<3`.
    var dependencies: [String] = []
    /// The line of the source that names them.
    var dependenciesLine = 1
    /// Which versions of Python it runs on, such as `>=3.11`; nil for any.
    var requiresPython: VersionSpecifier?
    /// The line of the source that says so.
    var requiresPythonLine = 1

    /// What is wrong with it.
    struct Mistake: Error, Hashable {
        /// The line of the source, from 1.
        var line: Int
        /// What is wrong, and what to do.
        var text: String
    }

    /// Metadata that asks for nothing.
    init() {}

    /// Reads what a source says.
    ///
    /// - Throws: `Mistake` where it is not as it has to be.
    init(_ source: [UInt8]) throws(Mistake) {
        let lines = String(decoding: source, as: UTF8.self).split(
            omittingEmptySubsequences: false
        ) { $0 == "\n" || $0 == "\r\n" }
        let starts = lines.indices.filter { lines[$0] == "# /// script" }
        guard let start = starts.first else { return }
        guard starts.count == 1 else { throw Mistake(line: starts[1] + 1, text: "there are two blocks '# /// script'") }
        // The last of them ends it that comes before the comments do.
        let comments = lines[(start + 1)...].prefix { $0 == "#" || $0.hasPrefix("# ") }
        guard let end = comments.lastIndex(of: "# ///") else {
            throw Mistake(line: start + 1, text: "the block '# /// script' has no end: a line '# ///' in its comments")
        }
        var reader = TOMLReader(lines[(start + 1)..<end].map { $0.dropFirst(2) }, firstLine: start + 2)
        while let (key, line) = try reader.key() {
            let value = try reader.value()
            switch (key, value) {
            case (["dependencies"], .array(let values)):
                dependenciesLine = line
                for value in values {
                    guard case .text(let text) = value, text.first?.isLetter ?? text.first?.isNumber ?? false else {
                        throw Mistake(
                            line: line, text: "each of the dependencies is a text such as \"requests<3\"")
                    }
                    dependencies.append(text)
                }
            case (["requires-python"], .text(let text)):
                guard let specifier = VersionSpecifier(text) else {
                    throw Mistake(line: line, text: "requires-python is a text such as \">=3.11\", not \"\(text)\"")
                }
                requiresPython = specifier
                requiresPythonLine = line
            case (["dependencies"], _):
                throw Mistake(line: line, text: "dependencies is a list of texts such as [\"requests<3\"]")
            case (["requires-python"], _):
                throw Mistake(line: line, text: "requires-python is a text such as \">=3.11\"")
            case (let key, _) where key.first == "tool": break
            case (let key, _):
                let name = key.joined(separator: ".")
                throw Mistake(
                    line: line, text: "'\(name)' is no key of it: there are dependencies, requires-python and tool")
            }
        }
    }
}

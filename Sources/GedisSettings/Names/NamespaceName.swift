/// The rule for names of namespaces, which are the first halves of their commands' names.
package enum NamespaceName {
    /// The groups of the server's own commands. What a user may call names them as it names namespaces: `@server`.
    package static let reserved: Set<String> = ["connection", "pubsub", "server", "transactions"]

    /// Whether a name has 1 to 64 small letters, digits and `_`, begins with a letter, and is no group's of the server's
    /// own commands.
    package static func isValid(_ name: String) -> Bool { !reserved.contains(name) && isWellFormed(name) }

    /// What a name that is not valid has to be.
    package static func rule(for name: String) -> String {
        reserved.contains(name)
            ? "'@\(name)' stands for commands of the server's own in what a user may call; choose another name" : rule
    }

    private static func isWellFormed(_ name: String) -> Bool {
        guard 1...64 ~= name.utf8.count, let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
    }

    private static let rule = "a name has 1 to 64 letters a to z, digits and '_', and begins with a letter"

    /// How the names of sources end, by their language.
    package static let sourceEndings = [".swift", ".py"]

    /// Whether a file's name is one of a source.
    package static func isSource(_ file: String) -> Bool { sourceEndings.contains { file.hasSuffix($0) } }

    /// Whether a file of a folder, by its path from there, is the one with which a namespace in Python begins: `__init__.py`, or
    /// `calc.py` of the namespace `calc`.
    package static func isPythonEntry(_ file: String, of name: String) -> Bool {
        file == "__init__.py" || (file.hasSuffix(".py") && !file.contains("/") && ofFile(file) == name.lowercased())
    }

    /// The file whose presence makes a folder a Swift package.
    package static let packageManifest = "Package.swift"

    private static let packageEndings = [".swift", ".c", ".h", ".cc", ".cpp", ".hpp", ".S", ".modulemap"]

    /// Whether a file is part of a Swift package's source: Swift, C, C++, and the versions of what it depends on.
    package static func isPackagePart(_ file: String) -> Bool {
        file == "Package.resolved" || packageEndings.contains { file.hasSuffix($0) }
    }

    /// The name that a source's file gives, whether it is valid or not: `Calc.swift` and `calc.py` give `calc`.
    package static func ofFile(_ path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        let ending = sourceEndings.first { file.hasSuffix($0) } ?? ""
        return String(file.dropLast(ending.count)).lowercased()
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
}

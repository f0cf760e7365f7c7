/// A mistake in a file of the config repo, or something that deserves a warning.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The instance cannot be used.
        case error
        /// The instance can be used.
        case warning
    }

    /// How bad it is.
    public var severity: Severity
    /// The file, from the repo's folder on: `server/main.yaml`.
    public var file: String
    /// The line, from 1; nil where it is about the whole file.
    public var line: Int?
    /// The column in characters, from 1.
    public var column: Int?
    /// The key that it is about.
    public var key: String?
    /// What is wrong and what to do.
    public var message: String

    init(
        _ severity: Severity = .error, file: String, at position: TextPosition? = nil, key: String? = nil,
        _ message: String
    ) {
        self.severity = severity
        self.file = file
        self.line = position?.line
        self.column = position?.column
        self.key = key
        self.message = message
    }

    /// The problem and its place, as compilers write it: `server/main.yaml:3:7: port: 99999 is not a port (1…65535)`.
    public var description: String { "\(place): \(message)" }

    /// The place and the key, which errors begin with: `server/main.yaml:3:7: port`.
    var place: String {
        let position = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        return key.map { "\(position): \($0)" } ?? position
    }

    /// Another problem at the same place, or at one near it.
    func saying(_ severity: Severity, _ message: String, at position: TextPosition? = nil) -> Problem {
        var problem = self
        problem.line = position?.line ?? line
        problem.column = position?.column ?? column
        problem.severity = severity
        problem.message = message
        return problem
    }
}

/// What the server replied is no value of the type that it was read as: the program was made for another version of the
/// namespace.
public struct ReplyMismatch: Error, Sendable, CustomStringConvertible {
    /// The command.
    public let command: String
    /// Where in the reply, such as `items[0].count`; empty for all of it.
    public let path: String
    /// What is wrong there, such as `text expected, got null`.
    public let problem: String

    /// What is wrong, and where.
    public var description: String {
        "the reply of \(command) does not fit\(path.isEmpty ? "" : " at \(path)"): \(problem)"
    }

    init(command: String, _ error: DecodingError) {
        self.command = command
        var path: [any CodingKey] = []
        switch error {
        case .keyNotFound(let key, let context):
            path = context.codingPath + [key]
            problem = context.debugDescription
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
            problem = context.debugDescription
        @unknown default: problem = "\(error)"
        }
        self.path = path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }
}

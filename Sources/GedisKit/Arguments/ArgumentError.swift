/// An argument that is not what its parameter takes. The server puts the command's name before it.
public struct ArgumentError: Error, Hashable, Sendable {
    /// The argument's place after the command's name, from 1.
    public var position: Int
    /// The parameter's name.
    public var parameter: String
    /// Where in the argument, such as `items[0].count` of a record; empty for all of it.
    public var path: String
    /// What is wrong with it, such as `must be an integer, got "x"`: what the client sent is shortened, and what is not
    /// printable in it escaped.
    public var problem: String

    /// Says what is wrong with an argument.
    ///
    /// - Parameters:
    ///   - position: the argument's place after the command's name, from 1
    ///   - parameter: the parameter's name
    ///   - path: where in the argument
    ///   - problem: what is wrong there
    public init(position: Int, parameter: String, path: String = "", problem: String) {
        self.position = position
        self.parameter = parameter
        self.path = path
        self.problem = problem
    }

    /// Says that the argument that `bytes` hold has to be something else, such as "an integer".
    public init(position: Int, parameter: String, expectation: String, bytes: UnsafeRawBufferPointer) {
        self.init(
            position: position, parameter: parameter, problem: "must be \(expectation), got \(Self.quote(bytes))")
    }
}

extension ArgumentError: CustomStringConvertible {
    /// What the reply says after the command's name.
    public var description: String {
        "argument \(position) '\(parameter)' \(path.isEmpty ? "" : path + " ")\(problem)"
    }
}

extension ArgumentError {
    /// The most bytes of an argument that an error reply repeats.
    private static let longestQuote = 64

    /// The beginning of what a client sent, in quotes; JSON, which has quotes where it has them, as it is.
    static func quote(_ bytes: UnsafeRawBufferPointer, isJSON: Bool = false) -> String {
        let text = String(decoding: bytes.prefix(longestQuote), as: UTF8.self)
        let quoted = text.debugDescription
        // What is printable ASCII, JSON shows as it is.
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let shown = isJSON && isPlain ? text : quoted
        return bytes.count > longestQuote ? "\(shown)… (\(bytes.count) bytes)" : shown
    }
}

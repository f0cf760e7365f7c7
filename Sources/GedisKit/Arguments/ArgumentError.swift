/// An argument that is not what its parameter takes. The server puts the command's name before it.
public struct ArgumentError: Error, Hashable, Sendable {
    /// The argument's place after the command's name, from 1.
    public var position: Int
    /// The parameter's name.
    public var parameter: String
    /// What it has to be, such as "an integer".
    public var expectation: String
    /// What the client sent, shortened and with what is not printable escaped.
    public var received: String

    /// The most bytes of an argument that an error reply repeats.
    static let longestQuote = 64

    /// Describes the argument that `bytes` hold.
    public init(position: Int, parameter: String, expectation: String, bytes: UnsafeRawBufferPointer) {
        self.position = position
        self.parameter = parameter
        self.expectation = expectation
        let text = String(decoding: bytes.prefix(Self.longestQuote), as: UTF8.self).debugDescription
        self.received = bytes.count > Self.longestQuote ? "\(text)… (\(bytes.count) bytes)" : text
    }
}

extension ArgumentError: CustomStringConvertible {
    /// What the reply says after the command's name.
    public var description: String {
        "argument \(position) '\(parameter)' must be \(expectation), got \(received)"
    }
}

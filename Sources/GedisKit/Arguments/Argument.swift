/// A type that a command can take as a parameter: it is read from one argument's bytes.
public protocol Argument {
    /// Reads the value from an argument's bytes; nil when they do not say one.
    init?(argument: RawSpan)

    /// What an argument has to be, as an error reply puts it: `must be <expectation>`, such as "an integer".
    static var argumentExpectation: String { get }
}

extension String: Argument {
    /// Reads UTF-8 text.
    @inlinable
    public init?(argument: RawSpan) {
        let text: String? = argument.withUnsafeBytes { bytes in
            // `String(validating:as:)` would do, but is generic code that is not specialised: a fifth of an echo's time.
            guard let text = try? UTF8Span(validating: bytes.bindMemory(to: UInt8.self).span) else { return nil }
            return String(copying: text)
        }
        guard let text else { return nil }
        self = text
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "UTF-8 text" }
}

extension Array: Argument where Element == UInt8 {
    /// Takes the bytes as they are.
    @inlinable
    public init?(argument: RawSpan) {
        self = argument.withUnsafeBytes { [UInt8]($0) }
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "bytes" }
}

extension Bool: Argument {
    /// Reads `true` or `false`, `yes` or `no`, `on` or `off`, `1` or `0`, in any case.
    public init?(argument: RawSpan) {
        switch argument.withUnsafeBytes({ String(decoding: $0.prefix(6), as: UTF8.self).lowercased() }) {
        case "true", "yes", "on", "1": self = true
        case "false", "no", "off", "0": self = false
        default: return nil
        }
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "true or false" }
}

extension Double: Argument {
    /// Reads a decimal number, `inf` or `-inf`. As in Redis, `nan` is not a number.
    public init?(argument: RawSpan) {
        let text = argument.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        guard let number = Double(text), !number.isNaN else { return nil }
        self = number
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "a number" }
}

extension Float: Argument {
    /// Reads a decimal number, as `Double` does.
    public init?(argument: RawSpan) {
        guard let number = Double(argument: argument) else { return nil }
        self = Float(number)
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "a number" }
}

extension Value: Argument {
    /// Takes the bytes as a bulk string.
    public init?(argument: RawSpan) {
        self = .bulk(argument.withUnsafeBytes { [UInt8]($0) })
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "bytes" }
}

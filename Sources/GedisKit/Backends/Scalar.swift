/// A value that every backend can hold.
public enum Scalar: Sendable, Hashable {
    /// Text.
    case string(String)
    /// Bytes that need not be text.
    case bytes([UInt8])
    /// A whole number.
    case integer(Int)
    /// A number with a fraction.
    case double(Double)
    /// A truth value.
    case boolean(Bool)
}

extension Scalar: Reply {
    /// Replies the value in the type it was stored with.
    public func write(to writer: inout ReplyWriter) {
        switch self {
        case .string(let text): writer.string(text)
        case .bytes(let bytes): writer.bulk(bytes)
        case .integer(let number): writer.integer(number)
        case .double(let number): writer.double(number)
        case .boolean(let truth): writer.boolean(truth)
        }
    }
}

/// A type that a backend can hold as a scalar.
public protocol ScalarConvertible {
    /// The value as a backend holds it.
    var scalar: Scalar { get }
}

extension Scalar: ScalarConvertible {
    /// Itself.
    public var scalar: Scalar { self }
}

extension String: ScalarConvertible {
    /// The text.
    public var scalar: Scalar { .string(self) }
}

extension Array: ScalarConvertible where Element == UInt8 {
    /// The bytes.
    public var scalar: Scalar { .bytes(self) }
}

extension Int: ScalarConvertible {
    /// The number.
    public var scalar: Scalar { .integer(self) }
}

extension Double: ScalarConvertible {
    /// The number.
    public var scalar: Scalar { .double(self) }
}

extension Bool: ScalarConvertible {
    /// The truth value.
    public var scalar: Scalar { .boolean(self) }
}

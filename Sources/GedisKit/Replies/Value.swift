/// A reply of any shape: what a command returns that wants to say its reply exactly, and what a client receives.
public enum Value: Sendable, Hashable {
    /// A missing value.
    case null
    /// A short status, such as `OK`.
    case simple(String)
    /// An error; as an element of a list it says that this element failed.
    case error(CommandError)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction.
    case double(Double)
    /// A truth value.
    case boolean(Bool)
    /// Bytes, or text as its UTF-8 bytes.
    case bulk([UInt8])
    /// A whole number of any size, as decimal digits.
    case bigNumber(String)
    /// Text and the three letters of its format, such as `txt`.
    case verbatim(String, format: String)
    /// A list.
    case array([Value])
    /// Values without an order.
    case set([Value])
    /// Keys and values, in the order they were sent.
    case map([Entry])
    /// A message that is no reply to a request.
    case push([Value])
    /// A value with something said about it besides, such as how popular a key is. RESP2 has only the value.
    indirect case attributed(Value, [Entry])

    /// A key of a map with its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public var key: Value
        /// Its value.
        public var value: Value

        /// Pairs a key with a value.
        public init(_ key: Value, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Text, as a bulk string.
    public static func string(_ text: String) -> Value { .bulk(Array(text.utf8)) }

    /// `OK`.
    public static var ok: Value { .simple("OK") }

    /// The value itself, without what is said about it.
    public var withoutAttributes: Value {
        if case .attributed(let value, _) = self { value.withoutAttributes } else { self }
    }

    /// The text of a simple, bulk or verbatim string or of a big number, where it is one and is UTF-8.
    public var text: String? {
        switch self {
        case .simple(let text), .verbatim(let text, _), .bigNumber(let text): text
        case .bulk(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A bulk string.
    public init(stringLiteral text: String) { self = .string(text) }
    /// An integer.
    public init(integerLiteral number: Int) { self = .integer(number) }
    /// A double.
    public init(floatLiteral number: Double) { self = .double(number) }
    /// A truth value.
    public init(booleanLiteral truth: Bool) { self = .boolean(truth) }
    /// Null.
    public init(nilLiteral: ()) { self = .null }
    /// A list.
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    /// A map, in the order of the literal.
    public init(dictionaryLiteral elements: (Value, Value)...) { self = .map(elements.map { Entry($0, $1) }) }
}

extension Value: Reply {
    /// Writes the value, and what it holds, one after the other.
    public func write(to writer: inout ReplyWriter) {
        switch self {
        case .null: writer.null()
        case .simple(let text): writer.simple(text)
        case .error(let error): writer.error(error)
        case .integer(let number): writer.integer(number)
        case .double(let number): writer.double(number)
        case .boolean(let truth): writer.boolean(truth)
        case .bulk(let bytes): writer.bulk(bytes)
        case .bigNumber(let digits): writer.bigNumber(digits)
        case .verbatim(let text, let format): writer.verbatim(text, format: format)
        case .array(let values):
            writer.array(count: values.count)
            for value in values { value.write(to: &writer) }
        case .set(let values):
            writer.set(count: values.count)
            for value in values { value.write(to: &writer) }
        case .push(let values):
            writer.push(count: values.count)
            for value in values { value.write(to: &writer) }
        case .map(let entries):
            writer.map(count: entries.count)
            entries.write(to: &writer)
        case .attributed(let value, let entries):
            if writer.attribute(count: entries.count) { entries.write(to: &writer) }
            value.write(to: &writer)
        }
    }
}

extension [Value.Entry] {
    /// Writes each key and its value.
    fileprivate func write(to writer: inout ReplyWriter) {
        for entry in self {
            entry.key.write(to: &writer)
            entry.value.write(to: &writer)
        }
    }
}

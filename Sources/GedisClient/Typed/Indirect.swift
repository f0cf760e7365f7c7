/// A member of a struct that may hold a value of the same struct, such as a node's parent: it is kept beside it.
///
/// It is coded as the member without it.
@propertyWrapper public struct Indirect<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// One element, which a list keeps in memory of its own.
    private var kept: [Value]

    /// The value.
    public var wrappedValue: Value {
        get { kept[0] }
        set { kept[0] = newValue }
    }

    /// Keeps a value.
    public init(wrappedValue: Value) { kept = [wrappedValue] }

    /// Decodes the value.
    public init(from decoder: any Decoder) throws { kept = [try decoder.singleValueContainer().decode(Value.self)] }

    /// Encodes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension KeyedDecodingContainer {
    /// Decodes a member that may be missing.
    public func decode<Value>(_ type: Indirect<Value?>.Type, forKey key: Key) throws -> Indirect<Value?> {
        Indirect(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    /// Encodes a member that may be missing.
    public mutating func encode<Value>(_ member: Indirect<Value?>, forKey key: Key) throws {
        try encodeIfPresent(member.wrappedValue, forKey: key)
    }
}

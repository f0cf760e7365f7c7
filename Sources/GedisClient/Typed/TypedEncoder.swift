internal import GedisFoundation
internal import GedisKit

/// Makes of an `Encodable` value what JSON has for it: lists, maps, text and numbers.
///
/// Text is a `bulk` value. Bytes are base64, and Foundation's types have the text that they have in namespaces.
final class TypedEncoder {
    /// What it has become.
    private enum Shape { case scalar, list, members }

    private var shape = Shape.scalar
    private var scalar = Value.null
    private var elements: [TypedEncoder] = []
    private var members: [(name: String, value: TypedEncoder)] = []
    let codingPath: [any CodingKey]

    private init(_ codingPath: [any CodingKey]) { self.codingPath = codingPath }

    /// Encodes a value.
    ///
    /// - Throws: what the value's own `encode(to:)` throws, and `EncodingError` for what JSON does not have.
    static func value<T: Encodable>(of value: T, at path: [any CodingKey] = []) throws -> Value {
        if let scalar = try scalar(value, path) { return scalar }
        let encoder = TypedEncoder(path)
        try value.encode(to: encoder)
        return encoder.value
    }

    private var value: Value {
        switch shape {
        case .scalar: scalar
        case .list: .array(elements.map(\.value))
        case .members: .map(members.map { Value.Entry(.string($0.name), $0.value.value) })
        }
    }

    /// The bytes of a value that is nothing but bytes; nil for another.
    static func bytes<T: Encodable>(of value: T) -> [UInt8]? {
        if case .bytes(_, let write) = FoundationTypes.form(of: T.self) { return write(value) }
        // An exact type: an empty list of anything could be cast to bytes.
        return T.self == [UInt8].self ? value as? [UInt8] : nil
    }

    /// A value that is no container; nil for one that may be.
    private static func scalar<T: Encodable>(_ value: T, _ path: [any CodingKey]) throws -> Value? {
        if let bytes = bytes(of: value) { return .string(Base64.encode(bytes)) }
        if case .text(_, _, let write) = FoundationTypes.form(of: T.self) { return .string(write(value)) }
        switch value {
        case let text as String: return .string(text)
        case let truth as Bool: return .boolean(truth)
        case let number as any BinaryInteger:
            return Int(exactly: number).map(Value.integer) ?? .bigNumber("\(number)")
        case let number as Float: return try finite(Double(number.description) ?? Double(number), path)
        case let number as Double: return try finite(number, path)
        default: return nil
        }
    }

    private static func finite(_ number: Double, _ path: [any CodingKey]) throws -> Value {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, EncodingError.Context(codingPath: path, debugDescription: "JSON has no \(number)"))
        }
        return .double(number)
    }

    // MARK: - Filling

    private func become(_ shape: Shape) { if self.shape == .scalar { self.shape = shape } }

    /// A place for the next element.
    private func element() -> TypedEncoder {
        let place = TypedEncoder(codingPath + [TypedKey(intValue: elements.count)])
        elements.append(place)
        return place
    }

    /// A place for a member.
    private func member(_ key: any CodingKey) -> TypedEncoder {
        let place = TypedEncoder(codingPath + [key])
        members.append((key.stringValue, place))
        return place
    }
}

/// A place in a list, or a member that has no type of its own.
struct TypedKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}

extension TypedEncoder: Encoder, SingleValueEncodingContainer {
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        become(.members)
        return KeyedEncodingContainer(Members<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        become(.list)
        return Elements(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { scalar = .null }

    func encode<T: Encodable>(_ value: T) throws { scalar = try Self.value(of: value, at: codingPath) }

    private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let encoder: TypedEncoder

        var codingPath: [any CodingKey] { encoder.codingPath }

        func encodeNil(forKey key: Key) { encoder.member(key).encodeNil() }
        func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder.member(key).encode(value) }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            encoder.member(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            encoder.member(key).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { encoder.member(TypedKey(stringValue: "super")) }
        func superEncoder(forKey key: Key) -> any Encoder { encoder.member(key) }
    }

    private struct Elements: UnkeyedEncodingContainer {
        let encoder: TypedEncoder

        var codingPath: [any CodingKey] { encoder.codingPath }
        var count: Int { encoder.elements.count }

        func encodeNil() { encoder.element().encodeNil() }
        func encode<T: Encodable>(_ value: T) throws { try encoder.element().encode(value) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            encoder.element().container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.element().unkeyedContainer() }
        func superEncoder() -> any Encoder { encoder.element() }
    }
}

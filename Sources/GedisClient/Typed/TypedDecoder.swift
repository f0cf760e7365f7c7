internal import GedisFoundation
internal import GedisKit

/// Decodes `Decodable` types from a reply, whether it came over RESP2 or RESP3: a map may be a list of keys and values, a
/// number text, a truth value 0 or 1.
struct TypedDecoder: Decoder, SingleValueDecodingContainer {
    let value: Value
    let codingPath: [any CodingKey]

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ value: Value, at codingPath: [any CodingKey] = []) {
        self.value = value.withoutAttributes
        self.codingPath = codingPath
    }

    /// Decodes the value.
    ///
    /// - Throws: `DecodingError` with the place.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let form = FoundationTypes.form(of: type) {
            switch form {
            case .text(_, let read, _):
                guard let read = read(try text()) as? T else { throw mismatch("\(type)") }
                return read
            case .bytes(let read, _):
                guard let read = read(try bytes()) as? T else { throw mismatch("\(type)") }
                return read
            }
        }
        if type == Value.self { return try cast(value) }
        if type == [UInt8].self { return try cast(try bytes()) }
        switch type {
        case is String.Type: return try cast(try text())
        case is Bool.Type: return try cast(try truth())
        case is Double.Type: return try cast(try number())
        case is Float.Type: return try cast(Float(try number()))
        case let integer as any FixedWidthInteger.Type: return try cast(try self.integer(integer))
        default: return try T(from: self)
        }
    }

    private func cast<T>(_ value: Any) throws -> T {
        guard let value = value as? T else { throw mismatch("\(T.self)") }
        return value
    }

    // MARK: - Scalars

    private func text() throws -> String {
        guard let text = value.text else { throw mismatch("text") }
        return text
    }

    private func bytes() throws -> [UInt8] {
        if case .bulk(let bytes) = value { return bytes }
        return Array(try text().utf8)
    }

    private func truth() throws -> Bool {
        switch value {
        case .boolean(let truth): return truth
        case .integer(0): return false
        case .integer(1): return true
        default: throw mismatch("a truth value")
        }
    }

    private func number() throws -> Double {
        switch value {
        case .double(let number): return number
        case .integer(let number): return Double(number)
        default:
            guard let number = value.text.flatMap(Double.init) else { throw mismatch("a number") }
            return number
        }
    }

    private func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        let number =
            if case .integer(let number) = value { T(exactly: number) } else { value.text.flatMap { T($0) } }
        guard let number else { throw mismatch("\(type)") }
        return number
    }

    func mismatch(_ expectation: String) -> DecodingError {
        DecodingError.typeMismatch(
            Value.self,
            DecodingError.Context(codingPath: codingPath, debugDescription: "\(expectation) expected, got \(kind)"))
    }

    private var kind: String {
        switch value {
        case .null: "null"
        case .error(let error): "the error \(error)"
        case .integer(let number): "\(number)"
        case .bigNumber(let digits): digits
        case .double: "a number"
        case .boolean: "a truth value"
        case .simple, .verbatim: "text"
        case .bulk(let bytes): String(validating: bytes, as: UTF8.self) == nil ? "bytes" : "text"
        case .array, .set, .push: "a list"
        case .map: "a map"
        case .attributed(let value, _): TypedDecoder(value).kind
        }
    }

    // MARK: - Containers

    func decodeNil() -> Bool { value == .null }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Members<Key>(members: try members(), decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        Elements(elements: try elements(), decoder: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    private func elements() throws -> [Value] {
        switch value {
        case .array(let elements), .set(let elements), .push(let elements): return elements
        default: throw mismatch("a list")
        }
    }

    private func members() throws -> [String: Value] {
        var members: [String: Value] = [:]
        if case .map(let entries) = value {
            for entry in entries { members[try name(entry.key)] = entry.value }
            return members
        }
        guard case .array(let parts) = value, parts.count.isMultiple(of: 2) else { throw mismatch("a map") }
        for index in stride(from: 0, to: parts.count, by: 2) { members[try name(parts[index])] = parts[index + 1] }
        return members
    }

    private func name(_ key: Value) throws -> String {
        if case .integer(let number) = key { return String(number) }
        guard let name = key.text else { throw mismatch("a map whose keys are text") }
        return name
    }
}

extension TypedDecoder {
    private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let members: [String: Value]
        let decoder: TypedDecoder

        var codingPath: [any CodingKey] { decoder.codingPath }
        var allKeys: [Key] { members.keys.sorted().compactMap { Key(stringValue: $0) } }

        func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
        func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try member(key).decode(type) }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            try member(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try member(key).unkeyedContainer()
        }

        func superDecoder() throws -> any Decoder { try member(TypedKey(stringValue: "super")) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }

        private func member(_ key: any CodingKey) throws -> TypedDecoder {
            guard let value = members[key.stringValue] else {
                throw DecodingError.keyNotFound(
                    key, DecodingError.Context(codingPath: codingPath, debugDescription: "it is missing"))
            }
            return TypedDecoder(value, at: codingPath + [key])
        }
    }

    private struct Elements: UnkeyedDecodingContainer {
        let elements: [Value]
        let decoder: TypedDecoder
        private(set) var currentIndex = 0

        init(elements: [Value], decoder: TypedDecoder) {
            self.elements = elements
            self.decoder = decoder
        }

        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { elements.count }
        var isAtEnd: Bool { currentIndex >= elements.count }

        mutating func decodeNil() throws -> Bool {
            guard try next().decodeNil() else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try take { try $0.decode(type) } }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> {
            try take { try $0.container(keyedBy: type) }
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            try take { try $0.unkeyedContainer() }
        }

        mutating func superDecoder() throws -> any Decoder { try take { $0 } }

        private func next() throws -> TypedDecoder {
            let path = codingPath + [TypedKey(intValue: currentIndex)]
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    Value.self, DecodingError.Context(codingPath: path, debugDescription: "there is no such element"))
            }
            return TypedDecoder(elements[currentIndex], at: path)
        }

        private mutating func take<T>(_ read: (TypedDecoder) throws -> T) throws -> T {
            let value = try read(try next())
            currentIndex += 1
            return value
        }
    }
}

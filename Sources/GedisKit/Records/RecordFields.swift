/// The members of a JSON object, as the fields of a `Decodable` type.
struct RecordFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let text: JSONText
    let index: Int

    var codingPath: [any CodingKey] { text.steps(to: index) }

    var allKeys: [Key] {
        var keys: [Key] = []
        var child = index + 1
        while child < text.after(index) {
            if let key = Key(stringValue: text.text(child)) { keys.append(key) }
            child = text.after(child + 1)
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { text.member(key.stringValue, of: index) != nil }

    /// The member that is the field's value.
    private func member(_ key: Key) throws(RecordError) -> Int {
        guard let member = text.member(key.stringValue, of: index) else {
            throw text.missing(key.stringValue, in: index)
        }
        return member
    }

    /// The member that is the field's value; nil where it is not there, or null.
    private func given(_ key: Key) -> Int? {
        guard let member = text.member(key.stringValue, of: index), text[member].kind != .null else { return nil }
        return member
    }

    func decodeNil(forKey key: Key) throws -> Bool { text[try member(key)].kind == .null }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try text.boolean(member(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try text.wholeString(member(key)) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try text.double(member(key)) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { Float(try text.double(member(key))) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try text.integer(member(key)) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try text.integer(member(key)) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try text.integer(member(key)) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try text.integer(member(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try text.integer(member(key)) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try text.integer(member(key)) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try text.integer(member(key)) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try text.integer(member(key)) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try text.integer(member(key)) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try text.integer(member(key)) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try RecordDecoder(text: text, index: member(key)).decoded(type)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try given(key).map(text.boolean) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try given(key).map(text.wholeString)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try given(key).map(text.double) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        guard let member = given(key) else { return nil }
        return try text.integer(member)
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let member = given(key) else { return nil }
        return try RecordDecoder(text: text, index: member).decoded(type)
    }

    // MARK: - Containers in it

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try RecordDecoder(text: text, index: member(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try RecordDecoder(text: text, index: member(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let member = text.member("super", of: index) else { throw text.missing("super", in: index) }
        return RecordDecoder(text: text, index: member)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { RecordDecoder(text: text, index: try member(key)) }
}

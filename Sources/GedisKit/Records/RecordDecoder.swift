/// Decodes `Decodable` types from JSON, and says of what does not fit where it is.
struct RecordDecoder: Decoder {
    let text: JSONText
    let index: Int

    var codingPath: [any CodingKey] { text.steps(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Decodes an argument.
    ///
    /// - Parameters:
    ///   - type: what it is decoded as
    ///   - bytes: the JSON text
    /// - Returns: the value.
    /// - Throws: `RecordError` where it is no JSON, or none of `type`.
    static func decode<T: Decodable>(_ type: T.Type, from bytes: UnsafeRawBufferPointer) throws(RecordError) -> T {
        var text = try JSONText(readingRecord: bytes)
        // A type may keep its decoder, which must not read memory that is gone.
        defer { if !isKnownUniquelyReferenced(&text) { text.keepBytes() } }
        return try RecordDecoder(text: text, index: JSONText.root).decoded(type)
    }

    /// Decodes this value.
    @inline(__always)
    func decoded<T: Decodable>(_ type: T.Type) throws(RecordError) -> T {
        if let library = LibraryType.known(type) { return try library.decode(type, text, index) }
        do {
            return try T(from: self)
        } catch {
            throw refusal(error, type)
        }
    }

    /// What is said of a value that a type did not take.
    @inline(never)
    private func refusal<T>(_ error: any Error, _ type: T.Type) -> RecordError {
        if error is RecordError { return text.error(error, at: index) }
        let kind = text[index].kind
        if kind == .string || kind == .number, let choices = rawValues(of: type) {
            return text.mismatch(index, "one of " + choices.joined(separator: ", "))
        }
        return text.error(error, at: index)
    }

    // MARK: - Containers

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard text[index].kind == .object else { throw text.mismatch(index, "an object") }
        return KeyedDecodingContainer(RecordFields<Key>(text: text, index: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard text[index].kind == .array else { throw text.mismatch(index, "a list") }
        return RecordElements(text: text, index: index)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension RecordDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { text[index].kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try text.boolean(index) }
    func decode(_ type: String.Type) throws -> String { try text.wholeString(index) }
    func decode(_ type: Double.Type) throws -> Double { try text.double(index) }
    func decode(_ type: Float.Type) throws -> Float { Float(try text.double(index)) }
    func decode(_ type: Int.Type) throws -> Int { try text.integer(index) }
    func decode(_ type: Int8.Type) throws -> Int8 { try text.integer(index) }
    func decode(_ type: Int16.Type) throws -> Int16 { try text.integer(index) }
    func decode(_ type: Int32.Type) throws -> Int32 { try text.integer(index) }
    func decode(_ type: Int64.Type) throws -> Int64 { try text.integer(index) }
    func decode(_ type: UInt.Type) throws -> UInt { try text.integer(index) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try text.integer(index) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try text.integer(index) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try text.integer(index) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try text.integer(index) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoded(type) }
}

/// The elements of a JSON array, one after the other.
struct RecordElements: UnkeyedDecodingContainer {
    let text: JSONText
    let index: Int
    private var next: Int
    private(set) var currentIndex = 0

    init(text: JSONText, index: Int) {
        self.text = text
        self.index = index
        next = index + 1
    }

    var codingPath: [any CodingKey] { text.steps(to: index) }
    var count: Int? { Int(text[index].count) }
    var isAtEnd: Bool { next >= text.after(index) }

    /// The next element; it is passed when it has been decoded.
    private func element() throws(RecordError) -> Int {
        guard !isAtEnd else {
            throw RecordError(path: text.path(of: index), problem: "has only \(currentIndex) elements")
        }
        return next
    }

    private mutating func pass() {
        next = text.after(next)
        currentIndex += 1
    }

    mutating func decodeNil() throws -> Bool {
        guard text[try element()].kind == .null else { return false }
        pass()
        return true
    }

    private mutating func take<T>(_ read: (Int) throws -> T) throws -> T {
        let value = try read(try element())
        pass()
        return value
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try take(text.boolean) }
    mutating func decode(_ type: String.Type) throws -> String { try take(text.wholeString) }
    mutating func decode(_ type: Double.Type) throws -> Double { try take(text.double) }
    mutating func decode(_ type: Float.Type) throws -> Float { Float(try take(text.double)) }
    mutating func decode(_ type: Int.Type) throws -> Int { try take(text.integer) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take(text.integer) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take(text.integer) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take(text.integer) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take(text.integer) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take(text.integer) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take(text.integer) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take(text.integer) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take(text.integer) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take(text.integer) }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let text = text
        return try take { try RecordDecoder(text: text, index: $0).decoded(type) }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let text = text
        return try take { try RecordDecoder(text: text, index: $0).container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let text = text
        return try take { try RecordDecoder(text: text, index: $0).unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder {
        let text = text
        return try take { RecordDecoder(text: text, index: $0) }
    }
}

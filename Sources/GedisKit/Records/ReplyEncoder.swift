/// Turns `Encodable` values into replies: a keyed container becomes a map, an unkeyed one an array.
///
/// A list's header says how many elements follow, which is known at its end only: it is written then, before them.
final class ReplyEncoder {
    /// A container that is being filled, or a place for a value that is not there yet.
    struct Frame {
        enum Shape { case empty, value, array, map }

        var shape = Shape.empty
        /// Whether it is a `Set`'s.
        let isSet: Bool
        /// Where its first byte is in the reply.
        let start: Int
        /// How many values it has; a key and its value are one.
        var count = 0
        /// Its number; a container that was ended has none of the open ones.
        let number: Int
    }

    private let writer: UnsafeMutablePointer<ReplyWriter>
    private var frames: [Frame] = []
    private var lastNumber = 0
    /// Whether bytes are written as in JSON.
    private let bytesAreBase64: Bool

    private init(_ writer: UnsafeMutablePointer<ReplyWriter>, bytesAreBase64: Bool) {
        self.writer = writer
        self.bytesAreBase64 = bytesAreBase64
    }

    /// Writes a value as one reply.
    ///
    /// - Throws: what the value's own `encode(to:)` throws. Part of the reply may have been written then.
    static func write<T: Encodable>(
        _ value: T, to writer: inout ReplyWriter, bytesAreBase64: Bool = false
    ) throws {
        try withUnsafeMutablePointer(to: &writer) { writer in
            try ReplyEncoder(writer, bytesAreBase64: bytesAreBase64).write(value)
        }
    }

    /// Writes a value behind what has been written.
    func write<T: Encodable>(_ value: T) throws {
        if let library = LibraryType.known(T.self) {
            return library.write(value, to: &writer.pointee, bytesAreBase64: bytesAreBase64)
        }
        let depth = frames.count
        let number = open(isSet: T.self is any AnySet.Type)
        try value.encode(to: ValueEncoder(encoder: self, number: number))
        close(downTo: depth)
    }

    /// Writes a scalar.
    @inline(__always)
    func scalar(_ value: some Reply) { value.write(to: &writer.pointee) }

    // MARK: - Frames

    /// Opens a place for a value at the reply's end.
    ///
    /// - Returns: its number.
    func open(isSet: Bool = false) -> Int {
        lastNumber += 1
        frames.append(Frame(isSet: isSet, start: writer.pointee.count, number: lastNumber))
        return lastNumber
    }

    /// Ends the containers inside the one of a number, and makes that a container of a shape, or what it is already.
    ///
    /// - Throws: `EncodingError` where it has ended.
    func resume(_ number: Int, as shape: Frame.Shape) throws {
        guard let index = frames.lastIndex(where: { $0.number == number }) else { throw Self.ended }
        close(downTo: index + 1)
        if frames[index].shape == .empty { frames[index].shape = shape }
        frames[index].count += shape == .value ? 0 : 1
    }

    /// Makes the container of a number one of a shape, before it has an element.
    func become(_ number: Int, _ shape: Frame.Shape) {
        guard let index = frames.lastIndex(where: { $0.number == number }), frames[index].shape == .empty else {
            return
        }
        frames[index].shape = shape
    }

    /// How many elements the container of a number has.
    func count(_ number: Int) -> Int { frames.last { $0.number == number }?.count ?? 0 }

    private func close(downTo depth: Int) {
        while frames.count > depth {
            let frame = frames.removeLast()
            switch frame.shape {
            case .value: break
            case .empty: writer.pointee.null()
            case .array:
                writer.pointee.insert(at: frame.start) {
                    frame.isSet ? $0.set(count: frame.count) : $0.array(count: frame.count)
                }
            case .map: writer.pointee.insert(at: frame.start) { $0.map(count: frame.count) }
            }
        }
    }

    private static var ended: EncodingError {
        EncodingError.invalidValue(
            (), EncodingError.Context(codingPath: [], debugDescription: "a container was filled after its end"))
    }
}

/// What `Set` is, whatever its elements.
private protocol AnySet {}
extension Set: AnySet {}

// MARK: - What `Encodable` types are handed

/// Encodes one value.
struct ValueEncoder: Encoder {
    let encoder: ReplyEncoder
    let number: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        encoder.become(number, .map)
        return KeyedEncodingContainer(MapEncoder<Key>(encoder: encoder, number: number))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        encoder.become(number, .array)
        return ArrayEncoder(encoder: encoder, number: number)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { try scalar(Value.null) }
    func encode(_ value: String) throws { try scalar(value) }
    func encode(_ value: Bool) throws { try scalar(value) }
    func encode(_ value: Double) throws { try scalar(value) }
    func encode(_ value: Float) throws { try scalar(value) }
    func encode(_ value: Int) throws { try scalar(value) }
    func encode(_ value: Int8) throws { try scalar(value) }
    func encode(_ value: Int16) throws { try scalar(value) }
    func encode(_ value: Int32) throws { try scalar(value) }
    func encode(_ value: Int64) throws { try scalar(value) }
    func encode(_ value: UInt) throws { try scalar(value) }
    func encode(_ value: UInt8) throws { try scalar(value) }
    func encode(_ value: UInt16) throws { try scalar(value) }
    func encode(_ value: UInt32) throws { try scalar(value) }
    func encode(_ value: UInt64) throws { try scalar(value) }

    func encode<T: Encodable>(_ value: T) throws {
        try encoder.resume(number, as: .value)
        try encoder.write(value)
    }

    private func scalar(_ value: some Reply) throws {
        try encoder.resume(number, as: .value)
        encoder.scalar(value)
    }
}

/// Fills a map.
struct MapEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ReplyEncoder
    let number: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws { try scalar(Value.null, key) }
    func encode(_ value: String, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Bool, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Double, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Float, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Int, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Int8, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Int16, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Int32, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: Int64, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: UInt, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: UInt8, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: UInt16, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: UInt32, forKey key: Key) throws { try scalar(value, key) }
    func encode(_ value: UInt64, forKey key: Key) throws { try scalar(value, key) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try begin(key.stringValue)
        try encoder.write(value)
    }

    private func scalar(_ value: some Reply, _ key: Key) throws {
        try begin(key.stringValue)
        encoder.scalar(value)
    }

    /// Writes a key; its value has to follow.
    private func begin(_ key: String) throws {
        try encoder.resume(number, as: .map)
        encoder.scalar(key)
    }

    /// A place for the value of a key; one that is filled too late says so when it is.
    private func place(_ key: String) -> ValueEncoder {
        guard (try? begin(key)) != nil else { return ValueEncoder(encoder: encoder, number: 0) }
        return ValueEncoder(encoder: encoder, number: encoder.open())
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        place(key.stringValue).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        place(key.stringValue).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { place("super") }
    func superEncoder(forKey key: Key) -> any Encoder { place(key.stringValue) }
}

/// Fills an array.
struct ArrayEncoder: UnkeyedEncodingContainer {
    let encoder: ReplyEncoder
    let number: Int

    var codingPath: [any CodingKey] { [] }
    var count: Int { encoder.count(number) }

    func encodeNil() throws { try scalar(Value.null) }
    func encode(_ value: String) throws { try scalar(value) }
    func encode(_ value: Bool) throws { try scalar(value) }
    func encode(_ value: Double) throws { try scalar(value) }
    func encode(_ value: Float) throws { try scalar(value) }
    func encode(_ value: Int) throws { try scalar(value) }
    func encode(_ value: Int8) throws { try scalar(value) }
    func encode(_ value: Int16) throws { try scalar(value) }
    func encode(_ value: Int32) throws { try scalar(value) }
    func encode(_ value: Int64) throws { try scalar(value) }
    func encode(_ value: UInt) throws { try scalar(value) }
    func encode(_ value: UInt8) throws { try scalar(value) }
    func encode(_ value: UInt16) throws { try scalar(value) }
    func encode(_ value: UInt32) throws { try scalar(value) }
    func encode(_ value: UInt64) throws { try scalar(value) }

    func encode<T: Encodable>(_ value: T) throws {
        try encoder.resume(number, as: .array)
        try encoder.write(value)
    }

    private func scalar(_ value: some Reply) throws {
        try encoder.resume(number, as: .array)
        encoder.scalar(value)
    }

    private func place() -> ValueEncoder {
        guard (try? encoder.resume(number, as: .array)) != nil else { return ValueEncoder(encoder: encoder, number: 0) }
        return ValueEncoder(encoder: encoder, number: encoder.open())
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        place().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { place().unkeyedContainer() }
    func superEncoder() -> any Encoder { place() }
}

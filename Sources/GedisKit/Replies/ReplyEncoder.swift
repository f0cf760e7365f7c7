/// Turns an `Encodable` value into a reply: a keyed container becomes a map, an unkeyed one an array.
struct ReplyEncoder: Encoder {
    /// The reply that `value` encodes to.
    static func encode(_ value: some Encodable) throws -> some Reply {
        let slot = Slot()
        try Single(slot: slot, codingPath: []).encode(value)
        return slot
    }

    let slot: Slot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.become(.map)
        return KeyedEncodingContainer(Keyed<Key>(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.become(.array)
        return Unkeyed(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(slot: slot, codingPath: codingPath) }
}

extension ReplyEncoder {
    /// A place in the reply that a container fills; containers share it, as `Encoder` asks of them.
    final class Slot: Reply {
        enum Shape { case single, array, map }

        private var shape = Shape.single
        private var single: any Reply = Value.null
        private var children: [(key: String, slot: Slot)] = []

        var count: Int { children.count }

        func become(_ shape: Shape) { self.shape = shape }

        func set(_ value: any Reply) { single = value }

        func add(_ key: String = "") -> Slot {
            let slot = Slot()
            if let index = children.firstIndex(where: { shape == .map && $0.key == key }) {
                children[index].slot = slot
            } else {
                children.append((key, slot))
            }
            return slot
        }

        func write(to writer: inout ReplyWriter) {
            switch shape {
            case .single: single.write(to: &writer)
            case .array: writer.array(count: children.count)
            case .map: writer.map(count: children.count)
            }
            for child in children {
                if shape == .map { writer.string(child.key) }
                child.slot.write(to: &writer)
            }
        }
    }

    struct Single: SingleValueEncodingContainer {
        let slot: Slot
        let codingPath: [any CodingKey]

        func encodeNil() { slot.set(Value.null) }

        func encode<T: Encodable>(_ value: T) throws {
            if let value = value as? any Reply {
                slot.set(value)
            } else {
                try value.encode(to: ReplyEncoder(slot: slot, codingPath: codingPath))
            }
        }
    }

    struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let slot: Slot
        let codingPath: [any CodingKey]

        func encodeNil(forKey key: Key) { slot.add(key.stringValue).set(Value.null) }

        func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
            try Single(slot: slot.add(key.stringValue), codingPath: codingPath + [key]).encode(value)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy keyType: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            superEncoder(forKey: key).container(keyedBy: keyType)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            superEncoder(forKey: key).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { ReplyEncoder(slot: slot.add("super"), codingPath: codingPath) }

        func superEncoder(forKey key: Key) -> any Encoder {
            ReplyEncoder(slot: slot.add(key.stringValue), codingPath: codingPath + [key])
        }
    }

    struct Unkeyed: UnkeyedEncodingContainer {
        let slot: Slot
        let codingPath: [any CodingKey]
        var count: Int { slot.count }

        func encodeNil() { slot.add().set(Value.null) }

        func encode<T: Encodable>(_ value: T) throws {
            try Single(slot: slot.add(), codingPath: codingPath).encode(value)
        }

        func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
            superEncoder().container(keyedBy: keyType)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

        func superEncoder() -> any Encoder { ReplyEncoder(slot: slot.add(), codingPath: codingPath) }
    }
}

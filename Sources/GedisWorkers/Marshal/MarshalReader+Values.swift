package import GedisKit

extension MarshalReader {
    /// Reads a value: text as `.simple`, bytes as `.bulk`.
    package mutating func value(depth: Int = 0) throws(MarshalError) -> Value {
        guard depth <= Self.deepest else { throw failure("values too deep in one another") }
        valueCount += 1
        guard valueCount <= Self.mostValues else { throw failure("more than \(Self.mostValues) values") }
        switch try kind() {
        case Kind.none: return .null
        case Kind.no: return .boolean(false)
        case Kind.yes: return .boolean(true)
        case Kind.int: return .integer(Int(try word()))
        case Kind.long:
            let number = LongNumber(try digits())
            return number.value.map(Value.integer) ?? .bigNumber(number.text)
        case Kind.double: return .double(try double())
        case Kind.bytes: return .bulk([UInt8](try string()))
        case Kind.text: return .simple(String(decoding: try string(), as: UTF8.self))
        case Kind.tuple, Kind.list: return .array(try values(depth))
        case Kind.set, Kind.frozenSet: return .set(try values(depth))
        case Kind.dict:
            var entries: [Value.Entry] = []
            while !pass(Kind.null) {
                let key = try value(depth: depth + 1)
                entries.append(Value.Entry(key, try value(depth: depth + 1)))
            }
            return .map(entries)
        default:
            throw failure("a value of a kind that workers do not send")
        }
    }

    private mutating func values(_ depth: Int) throws(MarshalError) -> [Value] {
        var values: [Value] = []
        for _ in 0..<(try count(ofSize: 1)) { values.append(try value(depth: depth + 1)) }
        return values
    }

    /// Writes a value as a reply, without anything in between.
    ///
    /// - Throws: `MarshalError` where it is none; part of the reply may have been written then.
    package mutating func reply(to writer: inout ReplyWriter, depth: Int = 0) throws(MarshalError) {
        guard depth <= Self.deepest else { throw failure("values too deep in one another") }
        switch try kind() {
        case Kind.none: writer.null()
        case Kind.no: writer.boolean(false)
        case Kind.yes: writer.boolean(true)
        case Kind.int: writer.integer(try word())
        case Kind.long:
            let number = LongNumber(try digits())
            if let value = number.value { writer.integer(value) } else { writer.bigNumber(number.text) }
        case Kind.double: writer.double(try double())
        case Kind.bytes, Kind.text: writer.bulk(try string())
        case Kind.tuple, Kind.list:
            let count = try count(ofSize: 1)
            writer.array(count: count)
            for _ in 0..<count { try reply(to: &writer, depth: depth + 1) }
        case Kind.set, Kind.frozenSet:
            let count = try count(ofSize: 1)
            writer.set(count: count)
            for _ in 0..<count { try reply(to: &writer, depth: depth + 1) }
        case Kind.dict:
            let count = try entryCount(depth)
            writer.map(count: count)
            for _ in 0..<count {
                try reply(to: &writer, depth: depth + 1)
                try reply(to: &writer, depth: depth + 1)
            }
            _ = pass(Kind.null)
        default:
            throw failure("a value of a kind that workers do not send")
        }
    }

    /// How many entries a dict has whose kind has been read: its end says so.
    private func entryCount(_ depth: Int) throws(MarshalError) -> Int {
        var ahead = self
        var count = 0
        while !ahead.pass(Kind.null) {
            try ahead.skip(depth: depth + 1)
            try ahead.skip(depth: depth + 1)
            count += 1
        }
        return count
    }
}

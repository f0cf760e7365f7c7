/// A type that a command can return: it writes itself as exactly one reply.
public protocol Reply {
    /// Writes the value as one reply.
    func write(to writer: inout ReplyWriter)
}

extension String: Reply {
    /// Replies a bulk string.
    @inlinable
    public func write(to writer: inout ReplyWriter) { writer.string(self) }
}

extension Substring: Reply {
    /// Replies a bulk string.
    public func write(to writer: inout ReplyWriter) { writer.string(String(self)) }
}

extension Bool: Reply {
    /// Replies a truth value: 1 or 0 in RESP2.
    @inlinable
    public func write(to writer: inout ReplyWriter) { writer.boolean(self) }
}

extension Double: Reply {
    /// Replies a double: a bulk string in RESP2.
    @inlinable
    public func write(to writer: inout ReplyWriter) { writer.double(self) }
}

extension Float: Reply {
    /// Replies a double, in the digits that say the float exactly.
    public func write(to writer: inout ReplyWriter) { writer.double(Double(description) ?? Double(self)) }
}

extension Reply where Self: FixedWidthInteger {
    /// Replies an integer; what is too big for 64 bits with a sign, a big number.
    @inlinable
    public func write(to writer: inout ReplyWriter) {
        if Self.isSigned || self <= Int.max { writer.integer(self) } else { writer.bigNumber(description) }
    }
}

extension Int: Reply {}
extension Int8: Reply {}
extension Int16: Reply {}
extension Int32: Reply {}
extension Int64: Reply {}
extension UInt: Reply {}
extension UInt8: Reply {}
extension UInt16: Reply {}
extension UInt32: Reply {}
extension UInt64: Reply {}

extension Reply where Self: RawRepresentable, RawValue: Reply {
    /// Replies the raw value.
    @inlinable
    public func write(to writer: inout ReplyWriter) { rawValue.write(to: &writer) }
}

extension Optional: Reply where Wrapped: Reply {
    /// Replies the value, or null.
    @inlinable
    public func write(to writer: inout ReplyWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension Array: Reply where Element: Reply {
    /// Replies a list; of bytes, a bulk string.
    @inlinable
    public func write(to writer: inout ReplyWriter) {
        if Element.self == UInt8.self { return withUnsafeBytes { writer.bulk($0) } }
        writer.array(count: count)
        for element in self { element.write(to: &writer) }
    }
}

extension ArraySlice: Reply where Element: Reply {
    /// Replies as an array does.
    public func write(to writer: inout ReplyWriter) { Array(self).write(to: &writer) }
}

extension Set: Reply where Element: Reply {
    /// Replies a set: an array in RESP2.
    public func write(to writer: inout ReplyWriter) {
        writer.set(count: count)
        for element in self { element.write(to: &writer) }
    }
}

extension Dictionary: Reply where Key: Reply, Value: Reply {
    /// Replies a map: an array of keys and values in RESP2.
    public func write(to writer: inout ReplyWriter) {
        writer.map(count: count)
        for (key, value) in self {
            key.write(to: &writer)
            value.write(to: &writer)
        }
    }
}

extension KeyValuePairs: Reply where Key: Reply, Value: Reply {
    /// Replies a map in the order of the pairs.
    public func write(to writer: inout ReplyWriter) {
        writer.map(count: count)
        for (key, value) in self {
            key.write(to: &writer)
            value.write(to: &writer)
        }
    }
}

// What generated glue calls with a method's result: the compiler picks the overload that fits the result's type.

extension ReplyWriter {
    /// Replies a value that knows how.
    @inlinable
    public mutating func result(_ value: some Reply) { value.write(to: &self) }

    /// Replies text. The usual types are written by code that is compiled here: it takes less to compile glue that calls it.
    public mutating func result(_ value: String) { string(value) }

    /// Replies an integer.
    public mutating func result(_ value: Int) { integer(value) }

    /// Replies `OK` for a method that returns nothing.
    @inlinable
    public mutating func result(_: Void) { ok() }

    /// Replies an enum by its raw value.
    @inlinable
    @_disfavoredOverload
    public mutating func result<T: RawRepresentable>(_ value: T) where T.RawValue: Reply {
        value.rawValue.write(to: &self)
    }

    /// Replies a struct by its coding keys: a map.
    ///
    /// - Throws: what the value's own `encode(to:)` throws.
    @_disfavoredOverload
    public mutating func result(_ value: some Encodable) throws {
        let start = count
        do {
            try ReplyEncoder.write(value, to: &self)
        } catch {
            truncate(to: start)
            throw error
        }
    }

    /// Replies an enum that is encodable as well by its raw value.
    @inlinable
    @_disfavoredOverload
    public mutating func result<T: RawRepresentable & Encodable>(_ value: T) where T.RawValue: Reply {
        value.rawValue.write(to: &self)
    }

    /// Replies an enum by its raw value, or null.
    @inlinable
    @_disfavoredOverload
    public mutating func result<T: RawRepresentable>(_ value: T?) where T.RawValue: Reply {
        value?.rawValue.write(to: &self) ?? null()
    }

    /// Replies an enum that is encodable as well by its raw value, or null.
    @inlinable
    @_disfavoredOverload
    public mutating func result<T: RawRepresentable & Encodable>(_ value: T?) where T.RawValue: Reply {
        value?.rawValue.write(to: &self) ?? null()
    }

    /// Replies a list of enums by their raw values.
    @inlinable
    @_disfavoredOverload
    public mutating func result<T: RawRepresentable>(_ values: [T]) where T.RawValue: Reply {
        array(count: values.count)
        for value in values { value.rawValue.write(to: &self) }
    }

    /// Replies a list of enums that are encodable as well by their raw values.
    @inlinable
    @_disfavoredOverload
    public mutating func result<T: RawRepresentable & Encodable>(_ values: [T]) where T.RawValue: Reply {
        array(count: values.count)
        for value in values { value.rawValue.write(to: &self) }
    }
}

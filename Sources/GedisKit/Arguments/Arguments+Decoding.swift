// What generated glue calls to turn a request's bytes into a method's parameters.

extension Arguments {
    /// Reads the argument at `index` (from 0).
    ///
    /// - Parameters:
    ///   - type: what the parameter takes
    ///   - index: the argument's place after the command's name
    ///   - name: the parameter's name, for the error
    /// - Returns: the value.
    /// - Throws: `ArgumentError` when the bytes do not say a value of `type`.
    @inlinable
    public func decode<T: Argument>(_ type: T.Type, at index: Int, _ name: StaticString) throws(ArgumentError) -> T {
        let bytes = bytes(ofPart: index + 1)
        guard let value = T(argument: bytes.bytes) else {
            throw unexpected(index, name, T.argumentExpectation)
        }
        return value
    }

    /// Reads an enum's (or any other such type's) raw value from the argument at `index`.
    ///
    /// - Throws: `ArgumentError` when the bytes are no raw value, or none that `type` knows.
    @inlinable
    @_disfavoredOverload
    public func decode<T: RawRepresentable>(
        _ type: T.Type, at index: Int, _ name: StaticString
    ) throws(ArgumentError) -> T where T.RawValue: Argument {
        guard let value = T(rawValue: try decode(T.RawValue.self, at: index, name)) else {
            throw unexpected(index, name, "a raw value of \(T.self)")
        }
        return value
    }

    /// Reads an enum's raw value from the argument at `index`; the error lists those that there are.
    ///
    /// - Throws: `ArgumentError` when the bytes are no raw value of `type`.
    @inlinable
    @_disfavoredOverload
    public func decode<T: RawRepresentable & CaseIterable>(
        _ type: T.Type, at index: Int, _ name: StaticString
    ) throws(ArgumentError) -> T where T.RawValue: Argument {
        let bytes = bytes(ofPart: index + 1)
        guard let raw = T.RawValue(argument: bytes.bytes), let value = T(rawValue: raw) else {
            throw unexpected(index, name, "one of " + T.allCases.map { "\($0.rawValue)" }.joined(separator: ", "))
        }
        return value
    }

    /// Reads every argument from `index` on, for a variadic or array parameter.
    ///
    /// - Throws: `ArgumentError` for the first one that is not a `type`.
    @inlinable
    public func decodeRest<T: Argument>(
        _ type: T.Type, from index: Int, _ name: StaticString
    ) throws(ArgumentError) -> [T] {
        var values: [T] = []
        guard index < count else { return values }
        values.reserveCapacity(count - index)
        for index in index..<count { values.append(try decode(type, at: index, name)) }
        return values
    }

    /// Reads the raw values of an enum from every argument from `index` on.
    ///
    /// - Throws: `ArgumentError` for the first one that is no raw value of `type`.
    @inlinable
    @_disfavoredOverload
    public func decodeRest<T: RawRepresentable>(
        _ type: T.Type, from index: Int, _ name: StaticString
    ) throws(ArgumentError) -> [T] where T.RawValue: Argument {
        var values: [T] = []
        for index in stride(from: index, to: count, by: 1) { values.append(try decode(type, at: index, name)) }
        return values
    }

    /// Reads the raw values of an enum from every argument from `index` on; the error lists those that there are.
    ///
    /// - Throws: `ArgumentError` for the first one that is no raw value of `type`.
    @inlinable
    @_disfavoredOverload
    public func decodeRest<T: RawRepresentable & CaseIterable>(
        _ type: T.Type, from index: Int, _ name: StaticString
    ) throws(ArgumentError) -> [T] where T.RawValue: Argument {
        var values: [T] = []
        for index in stride(from: index, to: count, by: 1) { values.append(try decode(type, at: index, name)) }
        return values
    }

    @usableFromInline
    @inline(never)
    func unexpected(_ index: Int, _ name: StaticString, _ expectation: String) -> ArgumentError {
        ArgumentError(
            position: index + 1, parameter: "\(name)", expectation: expectation, bytes: bytes(ofPart: index + 1))
    }
}

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
        try argument(type, at: index, name)
    }

    /// Reads text. The usual types are read by code that is compiled here: it takes less to compile glue that calls it.
    ///
    /// - Throws: `ArgumentError` when the bytes are not UTF-8.
    public func decode(_ type: String.Type, at index: Int, _ name: StaticString) throws -> String {
        try argument(type, at: index, name)
    }

    /// Reads an integer.
    ///
    /// - Throws: `ArgumentError` when the bytes do not say one that fits.
    public func decode(_ type: Int.Type, at index: Int, _ name: StaticString) throws -> Int {
        try argument(type, at: index, name)
    }

    /// Reads a number.
    ///
    /// - Throws: `ArgumentError` when the bytes do not say one.
    public func decode(_ type: Double.Type, at index: Int, _ name: StaticString) throws -> Double {
        try argument(type, at: index, name)
    }

    /// Reads a truth value.
    ///
    /// - Throws: `ArgumentError` when the bytes do not say one.
    public func decode(_ type: Bool.Type, at index: Int, _ name: StaticString) throws -> Bool {
        try argument(type, at: index, name)
    }

    @inlinable
    @inline(__always)
    func argument<T: Argument>(_ type: T.Type, at index: Int, _ name: StaticString) throws(ArgumentError) -> T {
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
            throw unexpected(index, name, T.choicesExpectation)
        }
        return value
    }

    /// Reads a record, or any other `Decodable` value, from the JSON text that the argument at `index` is.
    ///
    /// Foundation's `Date`, `Decimal`, `UUID`, `URL` and `Data` are read from the argument itself.
    ///
    /// - Throws: `ArgumentError` that says what in it does not fit, and where.
    @_disfavoredOverload
    public func decode<T: Decodable>(_ type: T.Type, at index: Int, _ name: StaticString) throws(ArgumentError) -> T {
        let bytes = bytes(ofPart: index + 1)
        if let library = LibraryType.known(type) {
            guard let value = library.decode(type, from: bytes) else {
                throw unexpected(index, name, library.expectation)
            }
            return value
        }
        do throws(RecordError) {
            return try RecordDecoder.decode(type, from: bytes)
        } catch {
            throw ArgumentError(
                position: index + 1, parameter: "\(name)", path: error.path, problem: error.problem)
        }
    }

    /// Reads a record from JSON that is as usual without `Decodable`, and from any other with it.
    ///
    /// - Throws: `ArgumentError` that says what in it does not fit, and where.
    @inlinable
    @_disfavoredOverload
    public func decode<T: PlainRecord>(_ type: T.Type, at index: Int, _ name: StaticString) throws(ArgumentError) -> T {
        var json = PlainJSON(bytes(ofPart: index + 1))
        if let value = T.gedisRead(&json), json.isAtEnd() { return value }
        return try decodeRecord(type, at: index, name)
    }

    @usableFromInline
    @inline(never)
    func decodeRecord<T: Decodable>(_ type: T.Type, at index: Int, _ name: StaticString) throws(ArgumentError) -> T {
        try decode(type, at: index, name)
    }

    /// Reads the raw value of an enum that is `Decodable` as well.
    ///
    /// - Throws: `ArgumentError` when the bytes are no raw value, or none that `type` knows.
    @inlinable
    @_disfavoredOverload
    public func decode<T: RawRepresentable & Decodable>(
        _ type: T.Type, at index: Int, _ name: StaticString
    ) throws(ArgumentError) -> T where T.RawValue: Argument {
        guard let value = T(rawValue: try decode(T.RawValue.self, at: index, name)) else {
            throw unexpected(index, name, T.choicesExpectation)
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

    /// Reads a record from every argument from `index` on.
    ///
    /// - Throws: `ArgumentError` for the first one that is no `type`.
    @_disfavoredOverload
    public func decodeRest<T: Decodable>(
        _ type: T.Type, from index: Int, _ name: StaticString
    ) throws(ArgumentError) -> [T] {
        var values: [T] = []
        for index in stride(from: index, to: count, by: 1) { values.append(try decode(type, at: index, name)) }
        return values
    }

    /// Reads a record from every argument from `index` on, without `Decodable` from those that are as usual.
    ///
    /// - Throws: `ArgumentError` for the first one that is no `type`.
    @inlinable
    @_disfavoredOverload
    public func decodeRest<T: PlainRecord>(
        _ type: T.Type, from index: Int, _ name: StaticString
    ) throws(ArgumentError) -> [T] {
        var values: [T] = []
        for index in stride(from: index, to: count, by: 1) { values.append(try decode(type, at: index, name)) }
        return values
    }

    /// Reads the raw values of an enum that is `Decodable` as well from every argument from `index` on.
    ///
    /// - Throws: `ArgumentError` for the first one that is no raw value of `type`.
    @inlinable
    @_disfavoredOverload
    public func decodeRest<T: RawRepresentable & Decodable>(
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

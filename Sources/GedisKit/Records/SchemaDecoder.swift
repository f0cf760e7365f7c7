/// Reads arguments as schemas say, for commands whose types are known only when they are loaded.
///
/// What does not fit is refused in the words of a compiled command. Of the values, text is `.simple` and bytes are `.bulk`.
package struct SchemaDecoder: Sendable {
    private let types: [String: TypeDescription]

    /// Makes a decoder.
    ///
    /// - Parameter types: the types that schemas refer to
    package init(types: [TypeDescription]) {
        self.types = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Reads an argument: a scalar as it is, anything else as JSON.
    ///
    /// - Parameters:
    ///   - schema: what it has to be
    ///   - arguments: the call's arguments
    ///   - index: the argument's place after the command's name, from 0
    ///   - name: the parameter's name, for the error
    /// - Returns: the value.
    /// - Throws: `ArgumentError` that says what does not fit, and where.
    package func decode(
        _ schema: Schema, _ arguments: borrowing Arguments, at index: Int, _ name: String
    ) throws(ArgumentError) -> Value {
        let bytes = arguments.bytes(ofPart: index + 1)
        do throws(RecordError) {
            if let value = try scalar(schema, bytes) { return value }
            return try record(schema, bytes)
        } catch {
            throw ArgumentError(position: index + 1, parameter: name, path: error.path, problem: error.problem)
        }
    }

    // MARK: - An argument's bytes

    /// The value that bytes say; nil where the schema is one of values that only JSON can say.
    private func scalar(_ schema: Schema, _ bytes: UnsafeRawBufferPointer) throws(RecordError) -> Value? {
        switch schema {
        case .integer(let minimum, let maximum):
            let range = Self.range(minimum, maximum)
            guard let number = Int(argument: bytes.bytes), range.contains(number) else {
                throw Self.unexpected(bytes, Self.expectation(minimum, maximum))
            }
            return .integer(number)
        case .number: return .double(try read(Double.self, bytes))
        case .boolean: return .boolean(try read(Bool.self, bytes))
        case .string(nil): return .simple(try read(String.self, bytes))
        case .string(let format?):
            guard let library = LibraryType.known(format: format) else {
                return .simple(try read(String.self, bytes))
            }
            guard let text = String(argument: bytes.bytes).flatMap(library.text) else {
                throw Self.unexpected(bytes, library.expectation)
            }
            return .simple(text)
        case .bytes: return .bulk([UInt8](bytes))
        case .any: return String(argument: bytes.bytes).map(Value.simple) ?? .bulk([UInt8](bytes))
        case .optional(let wrapped): return try scalar(wrapped, bytes)
        case .reference(let name):
            guard case .choice(let choices)? = types[name]?.shape else { return nil }
            let value: Value =
                if case .integer? = choices.first {
                    .integer(try read(Int.self, bytes))
                } else {
                    .simple(try read(String.self, bytes))
                }
            guard choices.contains(where: { $0.argument == value }) else {
                throw Self.unexpected(bytes, choices.expectation)
            }
            return value
        case .list, .map: return nil
        }
    }

    private func read<T: Argument>(_ type: T.Type, _ bytes: UnsafeRawBufferPointer) throws(RecordError) -> T {
        guard let value = T(argument: bytes.bytes) else { throw Self.unexpected(bytes, T.argumentExpectation) }
        return value
    }

    private static func unexpected(_ bytes: UnsafeRawBufferPointer, _ expectation: String) -> RecordError {
        RecordError(path: "", problem: "must be \(expectation), got \(ArgumentError.quote(bytes))")
    }

    private static func range(_ minimum: Int?, _ maximum: Int?) -> ClosedRange<Int> {
        (minimum ?? .min)...Swift.max(maximum ?? .max, minimum ?? .min)
    }

    private static func expectation(_ minimum: Int?, _ maximum: Int?) -> String {
        switch (minimum, maximum) {
        case (nil, nil): Int.argumentExpectation
        case (0, nil): UInt.argumentExpectation
        case (let minimum, let maximum): "an integer from \(minimum ?? .min) to \(maximum ?? .max)"
        }
    }

    // MARK: - JSON

    private func record(_ schema: Schema, _ bytes: UnsafeRawBufferPointer) throws(RecordError) -> Value {
        try value(schema, try JSONText(readingRecord: bytes), JSONText.root)
    }

    private func value(_ schema: Schema, _ text: JSONText, _ index: Int) throws(RecordError) -> Value {
        switch schema {
        case .any: return any(text, index)
        case .boolean: return .boolean(try text.boolean(index))
        case .number: return .double(try text.double(index))
        case .integer(let minimum, let maximum):
            guard let number: Int = try? text.integer(index), Self.range(minimum, maximum).contains(number) else {
                throw text.mismatch(index, Self.expectation(minimum, maximum))
            }
            return .integer(number)
        case .string(let format):
            guard let format, let library = LibraryType.known(format: format) else {
                return .simple(try text.wholeString(index))
            }
            return .simple(try library.decodeText(text, index))
        case .bytes:
            guard text[index].kind == .string, let bytes = Base64.decode(text.text(index)) else {
                throw text.mismatch(index, "bytes in base64")
            }
            return .bulk(bytes)
        case .optional(let wrapped): return text[index].kind == .null ? .null : try value(wrapped, text, index)
        case .list(let element, _):
            guard text[index].kind == .array else { throw text.mismatch(index, "a list") }
            return .array(
                try elements(of: text, index) { (child) throws(RecordError) in try value(element, text, child) })
        case .map(let element):
            guard text[index].kind == .object else { throw text.mismatch(index, "an object") }
            return .map(
                try members(of: text, index) { (child) throws(RecordError) in
                    Value.Entry(.simple(text.text(child)), try value(element, text, child + 1))
                })
        case .reference(let name):
            switch types[name]?.shape {
            case .record(let fields)?: return try record(fields, text, index)
            case .choice(let choices)?: return try choice(choices, text, index)
            case nil: return any(text, index)
            }
        }
    }

    private func record(
        _ fields: [TypeDescription.Field], _ text: JSONText, _ index: Int
    ) throws(RecordError) -> Value {
        guard text[index].kind == .object else { throw text.mismatch(index, "an object") }
        var entries: [Value.Entry] = []
        for field in fields {
            guard let member = text.member(field.name, of: index) else {
                if field.isRequired { throw text.missing(field.name, in: index) }
                continue
            }
            entries.append(Value.Entry(.simple(field.name), try value(field.schema, text, member)))
        }
        return .map(entries)
    }

    private func choice(
        _ choices: [TypeDescription.Choice], _ text: JSONText, _ index: Int
    ) throws(RecordError) -> Value {
        let value: Value =
            if case .integer? = choices.first {
                .integer(try text.integer(index))
            } else {
                .simple(try text.wholeString(index))
            }
        guard choices.contains(where: { $0.argument == value }) else {
            throw text.mismatch(index, choices.expectation)
        }
        return value
    }

    private func any(_ text: JSONText, _ index: Int) -> Value {
        switch text[index].kind {
        case .null: .null
        case .no: .boolean(false)
        case .yes: .boolean(true)
        case .number: Int(text.text(index)).map(Value.integer) ?? .double(Double(text.text(index)) ?? .nan)
        case .string: .simple(text.text(index))
        case .array: .array(elements(of: text, index) { any(text, $0) })
        case .object: .map(members(of: text, index) { Value.Entry(.simple(text.text($0)), any(text, $0 + 1)) })
        }
    }

    private func elements<Failure: Error>(
        of text: JSONText, _ index: Int, _ read: (Int) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        var values: [Value] = []
        var child = index + 1
        while child < text.after(index) {
            values.append(try read(child))
            child = text.after(child)
        }
        return values
    }

    private func members<Failure: Error>(
        of text: JSONText, _ index: Int, _ read: (Int) throws(Failure) -> Value.Entry
    ) throws(Failure) -> [Value.Entry] {
        var entries: [Value.Entry] = []
        var child = index + 1
        while child < text.after(index) {
            entries.append(try read(child))
            child = text.after(child + 1)
        }
        return entries
    }
}

extension Value {
    /// Reads a JSON text as what it is; nil where it is none.
    package init?(json bytes: [UInt8]) {
        let decoder = SchemaDecoder(types: [])
        guard let value = bytes.withUnsafeBytes({ try? decoder.anyRecord($0) }) else { return nil }
        self = value
    }
}

extension SchemaDecoder {
    fileprivate func anyRecord(_ bytes: UnsafeRawBufferPointer) throws(RecordError) -> Value {
        any(try JSONText(readingRecord: bytes), JSONText.root)
    }
}

extension TypeDescription.Choice {
    /// The raw value as an argument says it.
    fileprivate var argument: Value {
        switch self {
        case .text(let text): .simple(text)
        case .integer(let number): .integer(number)
        }
    }
}

extension [TypeDescription.Choice] {
    /// What an error reply asks for where a raw value is none of these.
    fileprivate var expectation: String {
        "one of "
            + map { choice in
                switch choice {
                case .text(let text): text
                case .integer(let number): "\(number)"
                }
            }.joined(separator: ", ")
    }
}

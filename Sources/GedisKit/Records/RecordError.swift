/// Why a JSON text is not a value of a `Decodable` type.
struct RecordError: Error {
    /// Where in the text, such as `items[0].count`; empty for all of it.
    var path: String
    /// What is wrong, as an error reply puts it after the parameter's name: `must be an integer, got "x"`.
    var problem: String
}

extension JSONText {
    /// Reads a record's text in place; `bytes` must stay as they are while it is used, or until `keepBytes()`.
    ///
    /// - Throws: `RecordError` where it is no JSON, or holds more than a record may.
    convenience init(readingRecord bytes: UnsafeRawBufferPointer) throws(RecordError) {
        do throws(JSONText.Failure) {
            try self.init(reading: bytes, deepest: RecordLimits.deepest, mostValues: RecordLimits.mostValues)
        } catch {
            let problem =
                error.isOverLimit
                ? "has more than \(RecordLimits.mostValues) values"
                : "must be JSON (\(error)), got \(ArgumentError.quote(bytes))"
            throw RecordError(path: "", problem: problem)
        }
    }

    /// Says that the value at a node is not what a type asks for.
    func mismatch(_ index: Int, _ expectation: String) -> RecordError {
        RecordError(
            path: path(of: index),
            problem: "must be \(expectation), got \(ArgumentError.quote(source(of: index), isJSON: true))")
    }

    /// Says that an object has no member of a name.
    func missing(_ name: String, in index: Int) -> RecordError {
        RecordError(path: path(steps: steps(to: index) + [.name(name)]), problem: "is missing")
    }

    /// Says why a type did not take the value at a node: its own error, or one of ours from further inside.
    func error(_ error: any Error, at index: Int) -> RecordError {
        switch error {
        case let error as RecordError: error
        case let error as DecodingError: decodingError(error, at: index)
        case let error as CommandError: RecordError(path: path(of: index), problem: "is refused: \(error.message)")
        default: RecordError(path: path(of: index), problem: "is refused: \(error)")
        }
    }

    private func decodingError(_ error: DecodingError, at index: Int) -> RecordError {
        switch error {
        case .keyNotFound(let key, let context):
            RecordError(path: path(steps: Self.steps(context) + [.name(key.stringValue)]), problem: "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            RecordError(path: path(steps: Self.steps(context)), problem: "is refused: \(context.debugDescription)")
        @unknown default: RecordError(path: path(of: index), problem: "is refused: \(error)")
        }
    }

    private static func steps(_ context: DecodingError.Context) -> [JSONStep] {
        context.codingPath.map { key in key.intValue.map(JSONStep.index) ?? .name(key.stringValue) }
    }
}

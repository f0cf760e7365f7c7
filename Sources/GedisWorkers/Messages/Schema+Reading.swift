import GedisKit

// Schemas and types from the words of JSON Schema, as `value(references:)` writes them.

extension Schema {
    /// Reads a schema.
    ///
    /// - Throws: `ManifestError` where it says what gedis does not know.
    init(_ value: Value) throws(ManifestError) {
        let record = ManifestRecord(value, "a schema")
        if let name = record.text("$ref") {
            self = .reference(name)
            return
        }
        if record["anyOf"] != nil {
            let others = try record.list("anyOf").filter { ManifestRecord($0, "").text("type") != "null" }
            guard others.count == 1 else { throw ManifestError("'anyOf' has a schema and null, nothing else") }
            self = .optional(try Schema(others[0]))
            return
        }
        switch record.text("type") {
        case nil, "null": self = .any
        case "boolean": self = .boolean
        case "integer":
            let minimum = try? record.integer("minimum")
            let maximum = try? record.integer("maximum")
            guard minimum ?? .min <= maximum ?? .max else { throw ManifestError("a range of integers that is empty") }
            self = .integer(minimum: minimum, maximum: maximum)
        case "number": self = .number
        case "string" where record.text("contentEncoding") == "base64": self = .bytes
        case "string": self = .string(format: record.text("format"))
        case "array":
            self = .list(try record["items"].map(Schema.init) ?? .any, isSet: record.flag("uniqueItems"))
        case "object": self = .map(try record["additionalProperties"].map(Schema.init) ?? .any)
        case let other?: throw ManifestError("'\(other)' is no type of a schema")
        }
    }

    /// The names of the types that it refers to.
    var references: [String] {
        switch self {
        case .reference(let name): [name]
        case .list(let inner, _), .map(let inner), .optional(let inner): inner.references
        default: []
        }
    }
}

extension TypeDescription {
    /// Reads a type: a schema with a title.
    ///
    /// - Throws: `ManifestError` where it is neither a record nor a choice.
    init(_ record: ManifestRecord) throws(ManifestError) {
        let name = try record.requiredText("title")
        if record["enum"] != nil {
            var choices: [Choice] = []
            for value in try record.list("enum") {
                switch value {
                case .simple(let text): choices.append(.text(text))
                case .integer(let number): choices.append(.integer(number))
                default: throw ManifestError("the choices of \(name) are texts or whole numbers")
                }
            }
            guard !choices.isEmpty, Set(choices.map(\.isText)).count == 1 else {
                throw ManifestError("the choices of \(name) are all texts or all whole numbers")
            }
            self.init(name: name, help: record.text("description") ?? "", shape: .choice(choices))
            return
        }
        var fields: [Field] = []
        for (field, value) in try record.entries("properties") {
            let help = ManifestRecord(value, "a field").text("description") ?? ""
            fields.append(Field(field, try Schema(value), help: help))
        }
        self.init(name: name, help: record.text("description") ?? "", shape: .record(fields))
    }

    /// The schemas in it.
    var schemas: [Schema] { if case .record(let fields) = shape { fields.map(\.schema) } else { [] } }
}

extension TypeDescription.Choice {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }
}

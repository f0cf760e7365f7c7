// Schemas in the words of JSON Schema, draft 2020-12.

extension Schema {
    /// The schema, where `prefix` stands before a type's name in `$ref`, such as `#/components/schemas/`.
    package func value(references prefix: String) -> Value {
        switch self {
        case .any: [:]
        case .boolean: ["type": "boolean"]
        case .integer(let minimum, let maximum):
            .map(
                [Value.Entry("type", "integer")]
                    + [("minimum", minimum), ("maximum", maximum)].compactMap { name, bound in
                        bound.map { Value.Entry(.string(name), .integer($0)) }
                    })
        case .number: ["type": "number"]
        case .string(nil): ["type": "string"]
        case .string(let format?): ["type": "string", "format": .string(format)]
        case .bytes: ["type": "string", "contentEncoding": "base64"]
        case .list(let element, isSet: false): ["type": "array", "items": element.value(references: prefix)]
        case .list(let element, isSet: true):
            ["type": "array", "items": element.value(references: prefix), "uniqueItems": true]
        case .map(let element): ["type": "object", "additionalProperties": element.value(references: prefix)]
        case .optional(let wrapped): ["anyOf": [wrapped.value(references: prefix), ["type": "null"]]]
        case .reference(let name): ["$ref": .string(prefix + name)]
        }
    }

    /// Whether no value is a list or an object.
    package var isScalar: Bool {
        switch self {
        case .boolean, .integer, .number, .string, .bytes: true
        case .any, .list, .map, .reference: false
        case .optional(let wrapped): wrapped.isScalar
        }
    }
}

extension TypeDescription {
    /// The type's schema, where `prefix` stands before a type's name in `$ref`.
    package func value(references prefix: String) -> Value {
        var entries: [Value.Entry] = [Value.Entry("title", .string(name))]
        if !help.isEmpty { entries.append(Value.Entry("description", .string(help))) }
        switch shape {
        case .choice(let choices):
            let isText = choices.allSatisfy { if case .text = $0 { true } else { false } }
            entries.append(Value.Entry("type", isText ? "string" : "integer"))
            entries.append(Value.Entry("enum", .array(choices.map(\.value))))
        case .record(let fields):
            entries.append(Value.Entry("type", "object"))
            entries.append(
                Value.Entry(
                    "properties",
                    .map(fields.map { Value.Entry(.string($0.name), $0.value(references: prefix)) })))
            let required = fields.filter(\.isRequired)
            if !required.isEmpty {
                entries.append(Value.Entry("required", .array(required.map { .string($0.name) })))
            }
        }
        return .map(entries)
    }
}

extension TypeDescription.Choice {
    /// The raw value.
    package var value: Value {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        }
    }
}

extension TypeDescription.Field {
    fileprivate func value(references prefix: String) -> Value {
        schema.value(references: prefix).describing(help: help, deprecation: deprecation)
    }
}

extension Value {
    /// A schema with help and deprecation beside it.
    package func describing(help: String, deprecation: String?) -> Value {
        guard case .map(var entries) = self else { return self }
        let text = [help, deprecation.map { $0.isEmpty ? "" : "Deprecated: \($0)" } ?? ""].filter { !$0.isEmpty }
        if !text.isEmpty { entries.append(Entry("description", .string(text.joined(separator: "\n\n")))) }
        if deprecation != nil { entries.append(Entry("deprecated", true)) }
        return .map(entries)
    }
}

// Schemas in the words of JSON Schema, draft 2020-12.

/// How a document writes what differs from one to another.
package struct SchemaForm: Sendable {
    /// What `$ref` says of a type, such as `#/components/schemas/shop.Order`.
    package var reference: @Sendable (_ type: String) -> String
    /// What bytes are.
    package var bytes: Value

    /// A form in which `prefix` stands before a type's name and bytes are base64, as in JSON.
    package init(references prefix: String) {
        reference = { prefix + $0 }
        bytes = ["type": "string", "contentEncoding": "base64"]
    }
}

extension Schema {
    /// The schema, where `prefix` stands before a type's name in `$ref`, such as `#/components/schemas/`.
    package func value(references prefix: String) -> Value { value(in: SchemaForm(references: prefix)) }

    /// The schema.
    package func value(in form: SchemaForm) -> Value {
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
        case .bytes: form.bytes
        case .list(let element, isSet: false): ["type": "array", "items": element.value(in: form)]
        case .list(let element, isSet: true):
            ["type": "array", "items": element.value(in: form), "uniqueItems": true]
        case .map(let element): ["type": "object", "additionalProperties": element.value(in: form)]
        case .optional(let wrapped): ["anyOf": [wrapped.value(in: form), ["type": "null"]]]
        case .reference(let name): ["$ref": .string(form.reference(name))]
        }
    }

    /// The names of the types that it refers to itself.
    package var references: Set<String> {
        switch self {
        case .any, .boolean, .integer, .number, .string, .bytes: []
        case .list(let element, _), .map(let element), .optional(let element): element.references
        case .reference(let name): [name]
        }
    }

    /// Whether bytes are in it, those of the types that it refers to apart.
    package var holdsBytes: Bool {
        switch self {
        case .bytes: true
        case .any, .boolean, .integer, .number, .string, .reference: false
        case .list(let element, _), .map(let element), .optional(let element): element.holdsBytes
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
    package func value(references prefix: String) -> Value { value(in: SchemaForm(references: prefix)) }

    /// The type's schema.
    package func value(in form: SchemaForm) -> Value {
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
                    .map(fields.map { Value.Entry(.string($0.name), $0.value(in: form)) })))
            let required = fields.filter(\.isRequired)
            if !required.isEmpty {
                entries.append(Value.Entry("required", .array(required.map { .string($0.name) })))
            }
        }
        return .map(entries)
    }
}

extension TypeDescription.Choice: CustomStringConvertible {
    /// The raw value as clients write it.
    public var description: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        }
    }

    /// The raw value.
    package var value: Value {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        }
    }
}

extension TypeDescription.Field {
    fileprivate func value(in form: SchemaForm) -> Value {
        schema.value(in: form).describing(help: help, deprecation: deprecation)
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

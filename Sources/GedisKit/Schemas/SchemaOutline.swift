/// A schema in words, for people: what a value is, and what its members are.
package struct SchemaOutline {
    private let definitions: Value?
    private let schema: Value

    /// Reads a schema of JSON Schema's words, whose types are under `$defs`.
    package init(_ schema: Value) {
        self.schema = schema
        definitions = schema["$defs"]
    }

    /// What a value is: `integer from 0 to 255`, `list of Item`, `red or green`.
    package var phrase: String { phrase(schema) }

    /// What the members are of the records in it, each a line, indented by their depth.
    package var members: [String] { members(of: schema, depth: 0, around: []) }

    /// The values that there are, of an enum or a truth value; empty where there are others.
    package var choices: [String] {
        let target = target(schema)
        if let values = target["enum"]?.elements { return values.compactMap(\.schemaText) }
        return target["type"]?.text == "boolean" ? ["true", "false"] : []
    }

    private func phrase(_ schema: Value) -> String {
        if let parts = schema["anyOf"]?.elements {
            return parts.map { $0["type"]?.text == "null" ? "null" : phrase($0) }.joined(separator: " or ")
        }
        let target = target(schema)
        if let values = target["enum"]?.elements { return Self.list(values.compactMap(\.schemaText)) }
        if target["properties"] != nil, let title = target["title"]?.text { return title }
        switch target["type"]?.text {
        case "boolean": return "true or false"
        case "integer": return "integer" + Self.range(target)
        case "number": return "number"
        case "string": return Self.text(target)
        case "array":
            let kind = target["uniqueItems"] == nil ? "list" : "set"
            return "\(kind) of \(target["items"].map(phrase) ?? "values")"
        case "object": return "map of \(target["additionalProperties"].map(phrase) ?? "values")"
        default: return "any value"
        }
    }

    private func members(of schema: Value, depth: Int, around: Set<String>) -> [String] {
        if let parts = schema["anyOf"]?.elements {
            return parts.flatMap { members(of: $0, depth: depth, around: around) }
        }
        let name = schema["$ref"]?.text ?? ""
        guard !around.contains(name) || name.isEmpty else { return [] }
        let target = target(schema)
        if let inner = target["items"] ?? target["additionalProperties"] {
            return members(of: inner, depth: depth, around: around)
        }
        let required = target["required"]?.elements?.compactMap(\.text) ?? []
        return (target["properties"]?.entries ?? []).flatMap { entry -> [String] in
            let name = entry.key.text ?? ""
            let isRequired = required.contains(name)
            // What may be null may be left out.
            let parts = entry.value["anyOf"]?.elements?.filter { $0["type"]?.text != "null" }
            let value = !isRequired && parts?.count == 1 ? parts?.first ?? entry.value : entry.value
            let line = Self.line(
                name, phrase(value), isOptional: !isRequired, help: entry.value["description"]?.text ?? "")
            return [String(repeating: "  ", count: depth) + line]
                + members(of: value, depth: depth + 1, around: around.union([schema["$ref"]?.text ?? ""]))
        }
    }

    /// A line on a value: `count: integer, may be left out — how many`.
    package static func line(
        _ name: String, _ phrase: String, isOptional: Bool, default fallback: String? = nil, help: String
    ) -> String {
        let rest = fallback.map { ", \($0) if left out" } ?? (isOptional ? ", may be left out" : "")
        let help = help.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(name): \(phrase)\(rest)" + (help.isEmpty ? "" : " — \(help)")
    }

    /// What a reference stands for, or the schema itself.
    private func target(_ schema: Value) -> Value {
        guard let reference = schema["$ref"]?.text, let name = reference.split(separator: "/").last else {
            return schema
        }
        return definitions?[String(name)] ?? schema
    }

    private static func range(_ schema: Value) -> String {
        switch (schema["minimum"]?.schemaText, schema["maximum"]?.schemaText) {
        case (let least?, let most?): " from \(least) to \(most)"
        case (let least?, nil): " from \(least)"
        case (nil, let most?): " up to \(most)"
        case (nil, nil): ""
        }
    }

    private static func text(_ schema: Value) -> String {
        if schema["contentEncoding"] != nil { return "bytes in base64" }
        return switch schema["format"]?.text {
        case "date-time": "time such as 2026-01-31T12:00:00Z"
        case "uuid": "UUID"
        case "uri": "URL"
        case "decimal": "decimal number"
        case "bytes": "bytes"
        default: "text"
        }
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }
}

extension Value {
    /// The member of a map.
    fileprivate subscript(name: String) -> Value? { entries?.first { $0.key.text == name }?.value }

    fileprivate var entries: [Entry]? { if case .map(let entries) = self { entries } else { nil } }

    fileprivate var elements: [Value]? { if case .array(let elements) = self { elements } else { nil } }

    /// A text, or a number's digits.
    fileprivate var schemaText: String? { if case .integer(let number) = self { String(number) } else { text } }
}

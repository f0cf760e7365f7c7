internal import GedisJSON
internal import GedisSettings

extension SchemaNode {
    /// The version of JSON Schema that editors know.
    private static let dialect = "http://json-schema.org/draft-07/schema#"
    /// A variable of the environment may stand in any value.
    private static let variable = #"\$\{env:"#

    /// A member of an object in JSON.
    private typealias Member = (key: String, write: (inout JSONWriter) -> Void)

    /// Writes the schema as JSON.
    func write(to writer: inout JSONWriter, titled title: String? = nil) {
        var members: [Member] = []
        if let title { members += [Self.text("$schema", Self.dialect), Self.text("title", title)] }
        if !help.isEmpty {
            let standard = defaultValue.map { $0.isEmpty ? "" : " (default: \($0))" } ?? ""
            members.append(Self.text("description", help + standard))
        }
        Self.write(members + contentMembers, to: &writer)
    }

    private var contentMembers: [Member] {
        switch content {
        case .anything: return []
        case .value(let shape, let isList):
            let scalars = Self.alternatives(shape)
            let list: Member = ("items", { Self.write([Self.types(["string", "number", "boolean"])], to: &$0) })
            let all = isList ? scalars + [[Self.types(["array"]), list]] : scalars
            guard all.count > 1 else { return all[0] }
            return [("anyOf", { writer in writer.array(all) { writer, members in Self.write(members, to: &writer) } })]
        case .members(let member):
            return [Self.types(["object", "null"]), ("additionalProperties", { member.write(to: &$0) })]
        case .keys(let keys):
            let properties: Member = (
                "properties", { Self.write(keys.map { key in (key.name, { key.node.write(to: &$0) }) }, to: &$0) }
            )
            let further: [Member] =
                variants.isEmpty
                ? []
                : [
                    (
                        "allOf",
                        { writer in
                            writer.array(variants) { writer, variant in Self.write(Self.condition(variant), to: &writer)
                            }
                        }
                    )
                ]
            return [Self.types(["object", "null"]), ("additionalProperties", { $0.boolean(false) }), properties]
                + further
        }
    }

    /// What a value may be: nothing, or what its shape says.
    private static func alternatives(_ shape: SettingShape) -> [[Member]] {
        switch shape {
        case .text: [[types(["string", "number", "boolean", "null"])]]
        case .pattern(let pattern): [[types(["number", "null"])], string(pattern)]
        case .integer(let range):
            [
                [
                    types(["integer"]), number("minimum", range.lowerBound), number("maximum", range.upperBound),
                ], [types(["null"])], string("^[0-9]*$"),
            ]
        case .number(let most):
            [
                [types(["number"]), number("exclusiveMinimum", 0), number("maximum", most)], [types(["null"])],
                string("^[0-9.eE+-]*$"),
            ]
        case .boolean:
            [
                [types(["boolean", "null"])],
                string("^([Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff])$"),
            ]
        case .choice(let words):
            [
                [("enum", { writer in writer.array(words) { $0.string($1) } })], [types(["null"])],
                string("^(\(words.map(anyCase).joined(separator: "|")))$"),
            ]
        }
    }

    /// A pattern of a word in any case.
    private static func anyCase(_ word: String) -> String {
        word.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : "\($0)" }.joined()
    }

    private static func string(_ pattern: String) -> [Member] {
        [types(["string"]), text("pattern", "\(pattern)|\(variable)")]
    }

    private static func condition(_ variant: (type: String, keys: [String])) -> [Member] {
        [
            (
                "if",
                { writer in
                    let type: Member = ("type", { write([text("const", variant.type)], to: &$0) })
                    write([("properties", { write([type], to: &$0) }), strings("required", ["type"])], to: &writer)
                }
            ),
            (
                "then",
                { writer in
                    write([("propertyNames", { write([strings("enum", variant.keys)], to: &$0) })], to: &writer)
                }
            ),
        ]
    }

    private static func types(_ names: [String]) -> Member {
        names.count == 1 ? text("type", names[0]) : strings("type", names)
    }

    private static func text(_ key: String, _ text: String) -> Member { (key, { $0.string(text) }) }

    private static func number(_ key: String, _ number: Int) -> Member { (key, { $0.number("\(number)") }) }

    private static func strings(_ key: String, _ texts: [String]) -> Member {
        (key, { writer in writer.array(texts) { $0.string($1) } })
    }

    private static func write(_ members: [Member], to writer: inout JSONWriter) {
        writer.object(members) { writer, member in
            writer.string(member.key)
        } value: { writer, member in
            member.write(&writer)
        }
    }
}

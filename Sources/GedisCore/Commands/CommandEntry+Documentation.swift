import GedisJSON
import GedisKit

// A command as `COMMAND DOCS` documents it. Redis has no keys for defaults, schemas and the type that is returned: those
// are this server's own, which clients of Redis pass over.

extension CommandEntry {
    /// The help, with that of the subcommands that `isShown` lets through.
    func document(to reply: inout ReplyWriter, showing isShown: (CommandEntry) -> Bool) {
        documentation(showing: isShown).write(to: &reply)
    }

    private func documentation(showing isShown: (CommandEntry) -> Bool) -> Value {
        var entries: [Value.Entry] = [
            Value.Entry("summary", .string(command.summary)), Value.Entry("since", .string(ServerVersion.gedis)),
            Value.Entry("group", .string(group)),
        ]
        if let deprecation = command.deprecation {
            entries.append(Value.Entry("doc_flags", .set([.simple("deprecated")])))
            if let replacement = command.replacement {
                entries.append(Value.Entry("replaced_by", .string(replacement)))
            }
            if !deprecation.isEmpty { entries.append(Value.Entry("deprecation", .string(deprecation))) }
        }
        if !command.discussion.isEmpty { entries.append(Value.Entry("discussion", .string(command.discussion))) }
        if subcommands.isEmpty, !command.parameters.isEmpty {
            entries.append(Value.Entry("arguments", .array(command.parameters.map { $0.documentation(types) })))
        }
        if let result = command.result {
            entries.append(Value.Entry("returns", .string(command.returns)))
            entries.append(
                Value.Entry("reply_schema", TypeCatalog.whole(result, of: types, isReply: true).asJSONText))
        }
        let subcommands = subcommands.filter(isShown)
        if !subcommands.isEmpty {
            entries.append(
                Value.Entry(
                    "subcommands",
                    .map(subcommands.map { Value.Entry(.string($0.name), $0.documentation(showing: isShown)) })))
        }
        return .map(entries)
    }
}

extension Parameter {
    /// The parameter as an element of `arguments` in `COMMAND DOCS`.
    fileprivate func documentation(_ types: [TypeDescription]) -> Value {
        let choices = types.choices(of: schema)
        var entries = [
            // The clients of Redis 7.0 hint by the name and ignore the text that is meant for it.
            Value.Entry("name", .string(displayText)),
            Value.Entry("type", .string(choices == nil ? schema.typeInRedis : "oneof")),
            Value.Entry("display_text", .string(displayText)),
        ]
        if !help.isEmpty { entries.append(Value.Entry("summary", .string(help))) }
        let flags = (isRequired ? [] : ["optional"]) + (isVariadic ? ["multiple"] : [])
        if !flags.isEmpty { entries.append(Value.Entry("flags", .set(flags.map(Value.simple)))) }
        if let choices {
            let tokens = choices.map { choice in
                let text = Value.string(choice.description)
                return ["name": text, "type": "pure-token", "token": text, "display_text": text] as Value
            }
            entries.append(Value.Entry("arguments", .array(tokens)))
        }
        if let shownDefault { entries.append(Value.Entry("default", .string(shownDefault))) }
        if schema != .string() {
            entries.append(Value.Entry("schema", TypeCatalog.whole(schema, of: types).asJSONText))
        }
        return .map(entries)
    }

    /// The name with its type, and what stands in for it when it is left out: what clients show as a hint.
    private var displayText: String {
        if let shownDefault { return "\(name):\(type)=\(shownDefault)" }
        return type == "String" ? name : "\(name):\(type)"
    }
}

extension Schema {
    /// The type in Redis' vocabulary.
    fileprivate var typeInRedis: String {
        switch self {
        case .integer: "integer"
        case .number: "double"
        case .optional(let wrapped): wrapped.typeInRedis
        case .any, .boolean, .string, .bytes, .list, .map, .reference: "string"
        }
    }
}

extension Value {
    /// The value's JSON, as text.
    fileprivate var asJSONText: Value {
        var writer = JSONWriter()
        writer.write(self, errors: .parts, strings: .text)
        return .string(writer.text)
    }
}

import GedisJSON
package import GedisKit

extension CommandHelp {
    /// The commands of a reply to `COMMAND DOCS`, containers before their subcommands; nil for another reply.
    package static func all(documentedBy reply: Value) -> [CommandHelp]? {
        reply.fields?.flatMap { name, documentation in commands(name, documentation) }
    }

    /// The commands of a reply to `COMMAND`, which has their names; nil for another reply.
    package static func all(listedBy reply: Value) -> [CommandHelp]? {
        guard case .array(let commands) = reply else { return nil }
        return commands.compactMap { command in
            guard case .array(let parts) = command, let name = parts.first?.text else { return nil }
            return CommandHelp(name: name.lowercased())
        }
    }

    private static func commands(_ name: String, _ documentation: Value) -> [CommandHelp] {
        // A subcommand's name is written with its container's: `client|list`.
        var command = CommandHelp(name: name.lowercased().replacing("|", with: " "))
        var subcommands: [CommandHelp] = []
        for (key, value) in documentation.fields ?? [] {
            switch key {
            case "summary": command.summary = value.text ?? ""
            case "group": command.group = value.text ?? ""
            case "since": command.since = value.text ?? ""
            case "discussion": command.discussion = value.text ?? ""
            case "doc_flags" where value.elements.contains { $0.text == "deprecated" }:
                command.deprecation = command.deprecation ?? ""
            case "replaced_by": if command.deprecation ?? "" == "" { command.deprecation = "use \(value.text ?? "")" }
            case "deprecation": command.deprecation = value.text
            case "returns": command.returns = value.text ?? ""
            case "reply_schema": command.reply = value.parsed
            case "arguments": command.arguments = value.elements.compactMap(CommandArgument.init)
            case "subcommands": subcommands = (value.fields ?? []).flatMap { commands($0, $1) }
            default: break
            }
        }
        return [command] + subcommands
    }
}

extension CommandArgument {
    fileprivate init?(_ description: Value) {
        guard let fields = description.fields else { return nil }
        self.init(name: "", type: "string")
        var shown: String?
        for (key, value) in fields {
            switch key {
            case "name": name = value.text ?? ""
            case "display_text": shown = value.text
            case "type": type = value.text ?? ""
            case "token": token = value.text ?? ""
            case "summary": help = value.text ?? ""
            case "default": standIn = value.text
            case "schema": schema = value.parsed
            case "arguments": parts = value.elements.compactMap(CommandArgument.init)
            case "flags":
                let flags = value.elements.map(\.text)
                isOptional = flags.contains("optional")
                isMultiple = flags.contains("multiple")
                repeatsToken = flags.contains("multiple_token")
            default: break
            }
        }
        name = shown ?? name
    }
}

extension Value {
    /// The keys and values of a map, which RESP2 sends as a list; nil for another value.
    fileprivate var fields: [(String, Value)]? {
        switch self {
        case .map(let entries): return entries.map { ($0.key.text ?? "", $0.value) }
        case .array(let values):
            guard values.count.isMultiple(of: 2) else { return nil }
            return stride(from: 0, to: values.count, by: 2).map { (values[$0].text ?? "", values[$0 + 1]) }
        default: return nil
        }
    }

    /// The JSON that a text is; nil where it is none.
    fileprivate var parsed: Value? {
        guard let text else { return nil }
        return try? Value(json: Array(text.utf8), deepest: RecordLimits.deepest)
    }

    /// The elements of a list or a set.
    fileprivate var elements: [Value] {
        switch self {
        case .array(let values), .set(let values): values
        default: []
        }
    }
}

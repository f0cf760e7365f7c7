import GedisCore
import GedisJSON
import GedisKit

// What a command is in the document.

extension CommandEntry {
    /// The call of this command.
    func operation(_ types: TypeCatalog) -> Value {
        let notes = CommandNotes(command.discussion)
        var entries = [
            Value.Entry("operationId", .string(name)), Value.Entry("tags", [.string(group)]),
            Value.Entry("summary", .string(command.summary)), Value.Entry("description", .string(description)),
            Value.Entry(
                "requestBody",
                ["required": .boolean(command.fewestArguments > 0), "content": .map(requestContent(types, notes))]),
            Value.Entry("responses", .map(responses(types, notes))),
        ]
        if command.deprecation != nil { entries.append(Value.Entry("deprecated", true)) }
        return .map(entries)
    }

    private var description: String {
        let reason = command.deprecation.map { $0.isEmpty ? "" : "Deprecated: \($0)" } ?? ""
        return [command.discussion, reason].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func requestContent(_ types: TypeCatalog, _ notes: CommandNotes) -> [Value.Entry] {
        let arguments = ArgumentsSchema(command.parameters, types, bytes: BytesForm.escaped.argument)
        let byName = Value.map([Value.Entry("title", "arguments")] + arguments.byName)
        let inOrder = Value.map(arguments.inOrder(mayBeMore: command.takesAnyArguments))
        var json = [Value.Entry("schema", ["oneOf": [byName, inOrder]])]
        if !notes.examples.isEmpty {
            json.append(
                Value.Entry(
                    "examples",
                    .map(
                        notes.examples.enumerated().map { number, example in
                            Value.Entry(.string("example\(number + 1)"), ["value": example])
                        })))
        }
        // Bytes as they are would be another body here, of which generators make no client.
        return [Value.Entry(.string(MediaType.json), .map(json))]
    }

    private func responses(_ types: TypeCatalog, _ notes: CommandNotes) -> [Value.Entry] {
        let schema = command.result.map(types.reply) ?? ["const": "OK"]
        var content = [Value.Entry(.string(MediaType.json), ["schema": schema])]
        if command.repliesBytes { content.append(OpenAPI.octets) }
        let text = notes.returns ?? (command.result == nil ? "It is done." : "What the command returns.")
        var responses = [Value.Entry("200", ["description": .string(text), "content": .map(content)])]
        if command.result == .optional(.bytes) {
            responses.append(Value.Entry("204", ["description": "Nothing, in place of bytes."]))
        }
        return responses + [OpenAPI.failure]
    }
}

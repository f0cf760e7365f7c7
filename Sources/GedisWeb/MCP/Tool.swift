import GedisCore
import GedisKit

/// A command as a tool of the Model Context Protocol.
struct Tool {
    let entry: CommandEntry

    /// What stands before a type's name.
    private static let references = "#/$defs/"
    private static let mostCharacters = 128

    /// A command whose name is one that tools may have; nil for any other.
    init?(_ entry: CommandEntry) {
        guard entry.isInNamespace, entry.name.utf8.count <= Self.mostCharacters,
            entry.name.utf8.allSatisfy(Self.isOfName)
        else { return nil }
        self.entry = entry
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// What the protocol describes it by.
    var value: Value {
        var entries = [
            Value.Entry("name", .string(entry.name)), Value.Entry("description", .string(description)),
            Value.Entry("inputSchema", input),
        ]
        if let output { entries.append(Value.Entry("outputSchema", output)) }
        return .map(entries)
    }

    private var description: String {
        let deprecation = entry.command.deprecation.map { $0.isEmpty ? "Deprecated." : "Deprecated: \($0)" }
        return [entry.command.summary, entry.command.discussion, deprecation ?? ""].filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }

    private var types: TypeCatalog {
        TypeCatalog(entry.types, references: Self.references, replyBytes: BytesForm.base64.reply)
    }

    private var input: Value {
        let parameters = entry.command.parameters
        let schema = ArgumentsSchema(parameters, types, bytes: BytesForm.base64.argument)
        return .map(schema.byName + definitions(arguments: parameters.map(\.schema), replies: []))
    }

    /// What its structured result is; nil where it has none.
    private var output: Value? {
        guard let result else { return nil }
        let definitions = definitions(arguments: [], replies: [result.schema])
        let schema = types.reply(result.schema)
        guard result.isObject else {
            return .map(
                [
                    Value.Entry("type", "object"), Value.Entry("properties", [.string(Self.wrapper): schema]),
                    Value.Entry("required", [.string(Self.wrapper)]),
                ] + definitions)
        }
        guard case .map(let entries) = schema else { return schema }
        // A reference needs the type beside it, which tools look for.
        return .map([Value.Entry("type", "object")] + entries.filter { $0.key != "type" } + definitions)
    }

    private func definitions(arguments: [Schema], replies: [Schema]) -> [Value.Entry] {
        let definitions = types.definitions(arguments: arguments, replies: replies)
        return definitions.isEmpty ? [] : [Value.Entry("$defs", .map(definitions))]
    }

    /// What stands for a result that is no object.
    static let wrapper = "result"

    /// What it returns, and whether that is an object; nil where nothing is known of it but that it is `OK`, or anything.
    var result: (schema: Schema, isObject: Bool)? {
        guard let schema = entry.command.result, schema != .any else { return nil }
        switch schema {
        case .map: return (schema, true)
        case .reference(let name):
            if case .record = entry.types.first(where: { $0.name == name })?.shape { return (schema, true) }
            return (schema, false)
        default: return (schema, false)
        }
    }
}

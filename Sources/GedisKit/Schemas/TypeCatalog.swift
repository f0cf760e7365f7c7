/// The types of a namespace as a document describes them.
///
/// Bytes in the JSON of an argument are base64; those in a reply are themselves. So a type that holds bytes is described
/// twice: for arguments under its name, for replies with `.reply` behind it.
package struct TypeCatalog: Sendable {
    private let types: [String: TypeDescription]
    private let withBytes: Set<String>
    private let arguments: SchemaForm
    private let replies: SchemaForm

    /// Bytes that are no part of a JSON text: an argument's own, and those of a reply.
    package static let plainBytes: Value = ["type": "string", "format": "bytes"]

    /// A catalog of types.
    ///
    /// - Parameters:
    ///   - types: the types
    ///   - prefix: what stands before a type's name in `$ref`
    ///   - bytes: what a reply's bytes are
    package init(
        _ types: [TypeDescription], references prefix: String, replyBytes bytes: Value = Self.plainBytes
    ) {
        self.types = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
        let withBytes = Self.holdingBytes(self.types)
        self.withBytes = withBytes
        arguments = SchemaForm(references: prefix)
        var replies = SchemaForm(references: prefix)
        replies.reference = { prefix + $0 + (withBytes.contains($0) ? Self.suffix : "") }
        replies.bytes = bytes
        self.replies = replies
    }

    private static let suffix = ".reply"

    /// What an argument looks like; `bytes` is what it is where it is nothing but bytes.
    package func argument(_ schema: Schema, bytes: Value = Self.plainBytes) -> Value {
        schema == .bytes ? bytes : schema.value(in: arguments)
    }

    /// What a reply looks like.
    package func reply(_ schema: Schema) -> Value { schema.value(in: replies) }

    /// The types that arguments and replies refer to, and those that these refer to, in the order of their names.
    package func definitions(arguments: [Schema], replies: [Schema]) -> [Value.Entry] {
        let read = reachable(from: arguments)
        let written = reachable(from: replies)
        return types.keys.sorted().flatMap { name -> [Value.Entry] in
            guard let type = types[name] else { return [] }
            guard withBytes.contains(name) else {
                let isUsed = read.contains(name) || written.contains(name)
                return isUsed ? [Value.Entry(.string(name), type.value(in: self.arguments))] : []
            }
            return (read.contains(name) ? [Value.Entry(.string(name), type.value(in: self.arguments))] : [])
                + (written.contains(name)
                    ? [Value.Entry(.string(name + Self.suffix), type.value(in: self.replies))] : [])
        }
    }

    /// The types that commands refer to, and those that these refer to, in the order of their names.
    package func definitions(of commands: [some DescribedCommand]) -> [Value.Entry] {
        definitions(
            arguments: commands.flatMap { $0.parameters.map(\.schema) }, replies: commands.compactMap(\.result))
    }

    /// A schema with the types that it refers to beside it, under `$defs`.
    ///
    /// - Parameters:
    ///   - schema: the schema
    ///   - types: the types of its namespace
    ///   - isReply: whether it is a reply's
    /// - Returns: the schema, which refers to nothing else.
    package static func whole(_ schema: Schema, of types: [TypeDescription], isReply: Bool = false) -> Value {
        let catalog = TypeCatalog(types, references: "#/$defs/")
        let definitions = catalog.definitions(
            arguments: isReply ? [] : [schema], replies: isReply ? [schema] : [])
        let value = isReply ? catalog.reply(schema) : catalog.argument(schema)
        guard case .map(let entries) = value, !definitions.isEmpty else { return value }
        return .map(entries + [Value.Entry("$defs", .map(definitions))])
    }

    private func reachable(from schemas: [Schema]) -> Set<String> {
        var found: Set<String> = []
        var left = schemas.flatMap(\.references)
        while let name = left.popLast() {
            guard let type = types[name], found.insert(name).inserted else { continue }
            left += type.schemas.flatMap(\.references)
        }
        return found
    }

    private static func holdingBytes(_ types: [String: TypeDescription]) -> Set<String> {
        var found = Set(types.values.filter { $0.schemas.contains(where: \.holdsBytes) }.map(\.name))
        while true {
            let more = types.values.filter { type in
                !found.contains(type.name) && type.schemas.contains { !$0.references.isDisjoint(with: found) }
            }
            guard !more.isEmpty else { return found }
            found.formUnion(more.map(\.name))
        }
    }
}

extension TypeDescription {
    /// Those of a record's fields.
    fileprivate var schemas: [Schema] {
        switch shape {
        case .choice: []
        case .record(let fields): fields.map(\.schema)
        }
    }
}

extension [TypeDescription] {
    /// The raw values of an enum; nil for another schema.
    package func choices(of schema: Schema) -> [TypeDescription.Choice]? {
        switch schema {
        case .optional(let wrapped): return choices(of: wrapped)
        case .reference(let name):
            guard case .choice(let choices) = first(where: { $0.name == name })?.shape else { return nil }
            return choices
        default: return nil
        }
    }
}

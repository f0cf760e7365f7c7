import GedisCore
import GedisJSON
import GedisKit

/// The commands as an OpenAPI 3.1 document, from which other tools make clients and pages.
struct OpenAPI {
    let namespaces: [Namespace]
    let commands: [CommandEntry]

    /// The types of a namespace; the names in the document are the namespace's and theirs.
    private static func types(of namespace: Namespace) -> TypeCatalog {
        TypeCatalog(
            namespace.types, references: "#/components/schemas/\(namespace.name).", replyBytes: WebBytes.reply)
    }

    /// What a failed call answers, and the types that the commands refer to. Tools name what they make by the titles, so
    /// that no two may have the same.
    private var schemas: [Value.Entry] {
        let types = namespaces.sorted { $0.name < $1.name }.flatMap { namespace in
            let commands = commands.filter { $0.group == namespace.name }.map(\.command)
            return Self.types(of: namespace).definitions(of: commands).map { entry in
                (namespace: namespace.name, title: entry.key.text ?? "", schema: entry.value)
            }
        }
        let titles = TypeTitles.distinct(types.map { ($0.namespace, $0.title) }, except: [Self.error])
        return [Value.Entry(.string(Self.error), Self.errorSchema)]
            + zip(types, titles).map { type, title in
                Value.Entry(.string("\(type.namespace).\(type.title)"), type.schema.titled(title))
            }
    }

    /// The name of what a failed call answers, which has no dot as types' names have.
    private static let error = "CallError"

    private static let errorSchema: Value = [
        "title": .string(error), "type": "object", "required": ["error"],
        "properties": [
            "error": [
                "type": "object", "required": ["code", "message"],
                "properties": ["code": ["type": "string"], "message": ["type": "string"]],
            ]
        ],
    ]

    /// The calls, by their paths.
    private var paths: [Value.Entry] {
        let types = Dictionary(namespaces.map { ($0.name, Self.types(of: $0)) }) { first, _ in first }
        return commands.map { command in
            let types = types[command.group] ?? TypeCatalog([], references: "")
            return Value.Entry(.string("/call/\(command.name)"), ["post": command.operation(types)])
        }
    }

    /// The document.
    var document: Value {
        [
            "openapi": "3.1.0",
            "info": ["title": "gedis", "version": .string(ServerVersion.gedis)],
            "security": [["basic": []], ["bearer": []], [:]],
            "paths": .map(paths),
            "components": [
                "schemas": .map(schemas),
                "securitySchemes": [
                    "basic": ["type": "http", "scheme": "basic"],
                    "bearer": [
                        "type": "http", "scheme": "bearer", "description": "A password, or a user:password.",
                    ],
                ],
                "responses": [
                    "Error": [
                        "description": "Why the call failed.",
                        "content": Self.json(["$ref": .string("#/components/schemas/\(Self.error)")]),
                    ]
                ],
            ],
        ]
    }

    fileprivate static func json(_ schema: Value) -> Value { ["application/json": ["schema": schema]] }
}

extension CommandEntry {
    /// The call of this command.
    fileprivate func operation(_ types: TypeCatalog) -> Value {
        let parameters = command.parameters
        let byName: Value = [
            "title": "arguments", "type": "object",
            "properties": .map(parameters.map { Value.Entry(.string($0.name), $0.schema(types)) }),
            "required": .array(parameters.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
        var inOrder: [Value.Entry] = [
            Value.Entry("type", "array"), Value.Entry("items", [:]),
            Value.Entry("minItems", .integer(command.fewestArguments)),
        ]
        if let most = command.mostArguments { inOrder.append(Value.Entry("maxItems", .integer(most))) }
        let operation: Value = [
            "operationId": .string(name), "tags": [.string(group)], "summary": .string(command.summary),
            "description": .string(command.discussion),
            "requestBody": [
                "required": .boolean(command.fewestArguments > 0),
                "content": OpenAPI.json(["oneOf": [byName, .map(inOrder)]]),
            ],
            "responses": [
                "200": [
                    "description": "What the command returns.",
                    "content": OpenAPI.json(command.result.map(types.reply) ?? ["const": "OK"]),
                ],
                "default": ["$ref": "#/components/responses/Error"],
            ],
        ]
        guard let deprecation = command.deprecation else { return operation }
        return operation.deprecated(deprecation, under: command.discussion)
    }
}

extension Value {
    /// A schema under another title.
    fileprivate func titled(_ title: String) -> Value {
        guard case .map(let entries) = self else { return self }
        return .map(entries.map { $0.key == "title" ? Entry("title", .string(title)) : $0 })
    }

    /// An operation that should not be called any more.
    fileprivate func deprecated(_ reason: String, under discussion: String) -> Value {
        guard case .map(let entries) = self else { return self }
        let text = [discussion, reason.isEmpty ? "" : "Deprecated: \(reason)"].filter { !$0.isEmpty }
        return .map(
            entries.filter { $0.key != "description" }
                + [
                    Entry("description", .string(text.joined(separator: "\n\n"))), Entry("deprecated", true),
                ])
    }
}

extension Parameter {
    fileprivate func schema(_ types: TypeCatalog) -> Value {
        let one = types.argument(schema, bytes: WebBytes.argument)
        let isReference = if case .reference = schema { true } else { false }
        // Not every tool reads a default beside a reference.
        let whole: Value =
            isVariadic
            ? ["type": "array", "items": one] : isReference && defaultLiteral != nil ? ["allOf": [one]] : one
        guard case .map(var entries) = whole else { return whole }
        if !help.isEmpty { entries.append(Value.Entry("description", .string(help))) }
        if let literal = defaultLiteral { entries.append(Value.Entry("default", literal)) }
        return .map(entries)
    }
}

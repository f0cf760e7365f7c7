import GedisCore
import GedisJSON
import GedisKit

/// The commands as an OpenAPI 3.1 document, from which other tools make clients and pages.
struct OpenAPI {
    let namespaces: [Namespace]
    let commands: [CommandEntry]

    /// What stands before a type's name in a reference. The name is that of its namespace and its own.
    fileprivate static func references(_ namespace: String) -> String { "#/components/schemas/\(namespace)." }

    /// The types of the namespaces that have commands here.
    private var schemas: [Value.Entry] {
        namespaces.filter { namespace in commands.contains { $0.group == namespace.name } }
            .sorted { $0.name < $1.name }
            .flatMap { namespace in
                namespace.types.map { type in
                    Value.Entry(
                        .string("\(namespace.name).\(type.name)"),
                        type.value(references: Self.references(namespace.name)))
                }
            }
    }

    /// The document.
    var document: Value {
        [
            "openapi": "3.1.0",
            "info": ["title": "gedis", "version": .string(ServerVersion.gedis)],
            "security": [["basic": []], ["bearer": []], [:]],
            "paths": .map(commands.map { Value.Entry(.string("/call/\($0.name)"), ["post": $0.operation]) }),
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
                        "content": Self.json([
                            "type": "object", "required": ["error"],
                            "properties": [
                                "error": [
                                    "type": "object", "required": ["code", "message"],
                                    "properties": ["code": ["type": "string"], "message": ["type": "string"]],
                                ]
                            ],
                        ]),
                    ]
                ],
            ],
        ]
    }

    fileprivate static func json(_ schema: Value) -> Value { ["application/json": ["schema": schema]] }
}

extension CommandEntry {
    /// The call of this command.
    fileprivate var operation: Value {
        let parameters = command.parameters
        let byName: Value = [
            "type": "object",
            "properties": .map(parameters.map { Value.Entry(.string($0.name), $0.schema(group)) }),
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
                    "content": OpenAPI.json(
                        command.result.map { result in
                            result == .bytes
                                ? ["type": "string"] : result.value(references: OpenAPI.references(group))
                        } ?? ["const": "OK"]),
                ],
                "default": ["$ref": "#/components/responses/Error"],
            ],
        ]
        guard let deprecation = command.deprecation else { return operation }
        return operation.deprecated(deprecation, under: command.discussion)
    }
}

extension Value {
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
    fileprivate func schema(_ namespace: String) -> Value {
        let one = schema == .bytes ? Self.bytes : schema.value(references: OpenAPI.references(namespace))
        guard case .map(var entries) = isVariadic ? ["type": "array", "items": one] : one else { return one }
        if !help.isEmpty { entries.append(Value.Entry("description", .string(help))) }
        if let literal = defaultLiteral { entries.append(Value.Entry("default", literal)) }
        return .map(entries)
    }

    /// The default as JSON; nil where there is none, or its source is no plain literal.
    var defaultLiteral: Value? {
        guard case .defaulted(let expression) = presence else { return nil }
        return Self.literal(expression)
    }

    /// What stands for an argument of bytes: text whose bytes they are, or an object that holds their escaped form.
    private static let bytes: Value = [
        "anyOf": [
            ["type": "string"],
            [
                "type": "object", "properties": ["bytes": ["type": "string"]], "required": ["bytes"],
                "additionalProperties": false,
            ],
        ]
    ]

    /// A default as JSON; nil where its source is no plain literal.
    private static func literal(_ expression: String) -> Value? {
        // Lists are no default that is shown.
        guard expression != "null", let value = try? Value(json: Array(expression.utf8), deepest: 0) else { return nil }
        switch value {
        case .bulk, .boolean: return value
        case .bigNumber(let digits): return Int(digits).map(Value.integer) ?? Double(digits).map(Value.double)
        default: return nil
        }
    }
}

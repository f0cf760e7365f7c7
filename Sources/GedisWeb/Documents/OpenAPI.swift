import GedisCore
import GedisJSON
import GedisKit

/// The commands as an OpenAPI 3.1 document, from which other tools make clients and pages.
struct OpenAPI {
    let commands: [CommandEntry]

    /// The document.
    var document: Value {
        [
            "openapi": "3.1.0",
            "info": ["title": "gedis", "version": .string(ServerVersion.gedis)],
            "security": [["basic": []], ["bearer": []], [:]],
            "paths": .map(commands.map { Value.Entry(.string("/call/\($0.name)"), ["post": $0.operation]) }),
            "components": [
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
            "properties": .map(parameters.map { Value.Entry(.string($0.name), $0.schema) }),
            "required": .array(parameters.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
        var inOrder: [Value.Entry] = [
            Value.Entry("type", "array"), Value.Entry("items", [:]),
            Value.Entry("minItems", .integer(command.fewestArguments)),
        ]
        if let most = command.mostArguments { inOrder.append(Value.Entry("maxItems", .integer(most))) }
        return [
            "operationId": .string(name), "tags": [.string(group)], "summary": .string(command.summary),
            "description": .string(command.discussion),
            "requestBody": [
                "required": .boolean(command.fewestArguments > 0),
                "content": OpenAPI.json(["oneOf": [byName, .map(inOrder)]]),
            ],
            "responses": [
                "200": [
                    "description": "What the command returns.", "content": OpenAPI.json(TypeSchema.of(command.returns)),
                ],
                "default": ["$ref": "#/components/responses/Error"],
            ],
        ]
    }
}

extension Parameter {
    fileprivate var schema: Value {
        let value = TypeSchema.of(type)
        guard case .map(var entries) = isVariadic ? ["type": "array", "items": value] : value else { return value }
        if !help.isEmpty { entries.append(Value.Entry("description", .string(help))) }
        if case .defaulted(let expression) = presence, let literal = TypeSchema.literal(expression) {
            entries.append(Value.Entry("default", literal))
        }
        return .map(entries)
    }
}

/// Swift's types in JSON Schema's words, as far as it has any for them.
enum TypeSchema {
    /// The schema of a type as it is written in the source; of what is unknown, one that takes everything.
    static func of(_ type: String) -> Value {
        if type.hasSuffix("?") { return ["anyOf": [of(String(type.dropLast())), ["type": "null"]]] }
        switch type {
        case "": return ["const": "OK"]
        case "Int", "Int8", "Int16", "Int32", "Int64": return ["type": "integer"]
        case "UInt", "UInt8", "UInt16", "UInt32", "UInt64": return ["type": "integer", "minimum": 0]
        case "Double", "Float": return ["type": "number"]
        case "Bool": return ["type": "boolean"]
        case "String", "Substring", "[UInt8]": return ["type": "string"]
        default: break
        }
        guard type.hasPrefix("["), type.hasSuffix("]") else { return [:] }
        let inner = type.dropFirst().dropLast()
        guard let colon = inner.firstIndex(of: ":") else { return ["type": "array", "items": of(String(inner))] }
        // Of what is nested, only the outermost is told.
        guard !inner[..<colon].contains("[") else { return [:] }
        let value = inner[inner.index(after: colon)...].drop { $0 == " " }
        return ["type": "object", "additionalProperties": of(String(value))]
    }

    /// A default as JSON; nil where its source is no plain literal.
    static func literal(_ expression: String) -> Value? {
        // Lists are no default that is shown.
        guard expression != "null", let value = try? Value(json: Array(expression.utf8), deepest: 0) else { return nil }
        switch value {
        case .bulk, .boolean: return value
        case .bigNumber(let digits): return Int(digits).map(Value.integer) ?? Double(digits).map(Value.double)
        default: return nil
        }
    }
}

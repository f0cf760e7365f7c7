import GedisCore
import GedisJSON
import GedisKit

/// The commands as an OpenAPI 3.1 document, from which other tools make clients and pages.
struct OpenAPI {
    let namespaces: [Namespace]
    let commands: [CommandEntry]
    /// Whether a client need not say who it is.
    let isOpen: Bool

    /// The types of a namespace; the names in the document are the namespace's and theirs.
    private static func types(of namespace: Namespace) -> TypeCatalog {
        TypeCatalog(
            namespace.types, references: "#/components/schemas/\(namespace.name).", replyBytes: BytesForm.escaped.reply)
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
    static let error = "CallError"

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
        } + Self.serverPaths
    }

    /// The document.
    var document: Value {
        [
            "openapi": "3.1.0",
            "info": ["title": "gedis", "version": .string(ServerVersion.gedis)],
            "security": .array([["basic": []], ["bearer": []]] + (isOpen ? [[:]] : [])),
            "tags": .array(tags),
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
                        "content": .map([
                            Value.Entry(
                                .string(MediaType.json),
                                ["schema": ["$ref": .string("#/components/schemas/\(Self.error)")]])
                        ]),
                    ]
                ],
            ],
        ]
    }

    /// The namespaces, and what the server offers besides.
    private var tags: [Value] {
        let groups = Set(commands.map(\.group))
        let tags = namespaces.filter { groups.contains($0.name) }.sorted { $0.name < $1.name }.map { namespace in
            ["name": .string(namespace.name), "description": .string(namespace.summary)] as Value
        }
        return tags + [["name": .string(Self.ownTag), "description": "Several calls, and what is published."]]
    }
}

extension Value {
    /// A schema under another title.
    fileprivate func titled(_ title: String) -> Value {
        guard case .map(let entries) = self else { return self }
        return .map(entries.map { $0.key == "title" ? Entry("title", .string(title)) : $0 })
    }
}

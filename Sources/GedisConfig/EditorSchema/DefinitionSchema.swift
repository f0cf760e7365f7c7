internal import GedisJSON
package import GedisSettings

/// The JSON Schema of a file that defines something: for editors, and for validators besides gedis.
///
/// It is made of the fields that the reader knows. It accepts what the reader does, and some of what it refuses: what a value
/// means, and which keys other files say, no schema knows.
package enum DefinitionSchema {
    /// The folder of the schemas in a repo.
    package static let folder = "schema"

    /// The schema's file of a kind, in the folder of schemas.
    package static func file(of kind: InstanceKind) -> String { "\(kind).json" }

    /// The schema's file of the repo's own file, in the folder of schemas.
    package static let repoFile = "gedis.json"

    /// The schema of a kind's files; of templates too, of servers.
    ///
    /// - Parameters:
    ///   - kind: what the files define
    ///   - types: the types of backend that there are
    /// - Returns: JSON.
    package static func text(of kind: InstanceKind, _ types: [BackendSchema]) -> [UInt8] {
        document("A \(kind) of gedis", node(of: kind, types))
    }

    /// The schema of the repo's own file.
    ///
    /// - Parameter types: the types of backend that there are
    /// - Returns: JSON.
    package static func repoText(_ types: [BackendSchema]) -> [UInt8] {
        var defaults = SchemaNode.keys([])
        for kind in InstanceKind.allCases {
            var node = node(of: kind, types)
            node.help = "what each \(kind) has that says nothing else"
            defaults.add(kind.rawValue, node)
        }
        var root = SchemaNode.keys([])
        defaults.help = "what instances have where their own files say nothing"
        root.add(RepoFile.defaultsKey, defaults)
        return document("The config repo of gedis", root)
    }

    private static func document(_ title: String, _ node: SchemaNode) -> [UInt8] {
        var writer = JSONWriter()
        node.write(to: &writer, titled: title)
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func node(of kind: InstanceKind, _ types: [BackendSchema]) -> SchemaNode {
        func node<D: InstanceDefinition>(_ type: D.Type) -> SchemaNode {
            var root = SchemaNode.keys([])
            for field in D.schema { root.add(SchemaNode(field), at: field.info.name.split(separator: ".")) }
            for group in D.groups {
                var member = SchemaNode.keys([])
                let prefix = "\(group.name).\(group.placeholder)."
                for field in group.fields(group.placeholder) {
                    member.add(String(field.info.name.dropFirst(prefix.count)), SchemaNode(field))
                }
                root.add(group.name, SchemaNode(content: .members(member), help: "by their names"))
            }
            return root
        }
        var root = node(kind.definition)
        guard kind == .backend else { return root }
        root.add(
            "type", SchemaNode(content: .value(.choice(types.map(\.type)), isList: false), help: "what store it is"))
        for setting in types.flatMap(\.settings) {
            root.add(setting.name, SchemaNode(Field<BackendDefinition>(setting)))
        }
        root.variants = types.map { ($0.type, ["type"] + $0.settings.map(\.name)) }
        return root
    }
}

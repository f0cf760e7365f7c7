internal import GedisSettings

/// A part of a schema.
struct SchemaNode {
    indirect enum Content {
        /// One value, or a list of such.
        case value(SettingShape, isList: Bool)
        /// Keys that are known.
        case keys([(name: String, node: SchemaNode)])
        /// Names that people choose, with the same keys each.
        case members(SchemaNode)
        /// Keys that are not known here.
        case anything
    }

    var content: Content
    var help = ""
    var defaultValue: String?
    /// The keys that there are, by the word that `type` says.
    var variants: [(type: String, keys: [String])] = []

    static func keys(_ keys: [(name: String, node: SchemaNode)]) -> SchemaNode { SchemaNode(content: .keys(keys)) }

    init(content: Content, help: String = "", defaultValue: String? = nil) {
        self.content = content
        self.help = help
        self.defaultValue = defaultValue
    }

    /// The schema of a key's value.
    init<Definition>(_ field: Field<Definition>) {
        content = field.assignTree == nil ? .value(field.shape, isList: field.isList) : .anything
        help = field.info.help
        defaultValue = field.info.defaultValue
    }

    /// Adds a key, or puts another schema in its place.
    mutating func add(_ name: String, _ node: SchemaNode) {
        guard case .keys(var keys) = content else { return }
        if let index = keys.firstIndex(where: { $0.name == name }) {
            keys[index].node = node
        } else {
            keys.append((name, node))
        }
        content = .keys(keys)
    }

    /// Adds a key in a mapping, which is made where there is none.
    mutating func add(_ node: SchemaNode, at path: [Substring]) {
        guard path.count == 2, case .keys(let keys) = content else { return add(path.joined(separator: "."), node) }
        var inner = keys.first { $0.name == path[0] }?.node ?? .keys([])
        inner.add(String(path[1]), node)
        add(String(path[0]), inner)
    }
}

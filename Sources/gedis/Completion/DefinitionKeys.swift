import GedisConfig
import GedisHost
import GedisSettings

/// The keys of a definition, for shells to complete.
struct DefinitionKeys {
    private let kind: InstanceKind
    private let words: TypedWords
    private let fields: [SettingInfo]

    /// What the keys of users and namespaces have in place of a name.
    private static let anyName = ".NAME."

    init(of kind: InstanceKind, _ words: TypedWords) {
        self.kind = kind
        self.words = words
        fields = words.workspace.repo.fields(of: kind)
    }

    /// The keys; those of users and namespaces for each that the definition has.
    var names: [String] { fields.flatMap { names(of: $0.name) } }

    /// The keys with the sign behind which a value stands; behind that, the values.
    var assignments: [String] {
        let word = words.place < words.words.count ? words.words[words.place] : ""
        // Bash takes the sign for a word of its own.
        if word == "=", words.place > 0 { return values(of: words.words[words.place - 1]) }
        if words.place > 1, words.words[words.place - 1] == "=" { return values(of: words.words[words.place - 2]) }
        if let sign = word.firstIndex(of: "=") {
            return values(of: String(word[..<sign])).map { "\(word[...sign])\($0)" }
        }
        return names.map { "\($0)=" }
    }

    /// What a key can be set to, where that is one of a few.
    private func values(of key: String) -> [String] {
        if key == "dbclient_instance" { return words.names(of: .backend) }
        if kind == .machine, key == "servers" { return words.names(of: .server) }
        if kind == .backend, key == "type" { return words.workspace.repo.backendTypes.map(\.type) }
        guard let field = fields.first(where: { names(of: $0.name).contains(key) }), field.placeholder.contains("|")
        else { return [] }
        return field.placeholder.split(separator: "|").map(String.init)
    }

    private func names(of key: String) -> [String] {
        guard key.contains(Self.anyName) else { return [key] }
        guard let server = words.name else { return [] }
        let names: [String]
        if key.hasPrefix("users.") {
            names = ((try? words.workspace.repo.server(server).definition.users.map(\.name)) ?? []).sorted()
        } else {
            names = ((try? words.workspace.repo.namespaces(of: server)) ?? []).map(\.name)
        }
        return names.map { key.replacing(Self.anyName, with: ".\($0).") }
    }
}

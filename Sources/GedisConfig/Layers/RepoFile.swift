internal import GedisSettings

/// The repo's own file, `gedis.yaml`: what all its instances have in common.
struct RepoFile: Sendable {
    /// The key of what instances have where they say nothing, by their kinds.
    static let defaultsKey = "defaults"

    private let document: YAMLDocument
    /// What is wrong with it, besides what the keys of instances say.
    private(set) var problems: [Problem] = []

    /// Reads a document.
    init(_ document: YAMLDocument, _ file: String) {
        self.document = document
        check(document.entries, "", among: [Self.defaultsKey], file)
        let defaults = document[Self.defaultsKey]
        let kinds = InstanceKind.allCases.map(\.rawValue)
        if requireKeys(defaults, Self.defaultsKey, kinds, file) {
            check(defaults?.value.entries ?? [], Self.defaultsKey + ".", among: kinds, file)
        }
        for kind in kinds {
            let key = "\(Self.defaultsKey).\(kind)"
            _ = requireKeys(document[key], key, ["those of a \(kind)"], file)
        }
    }

    /// What leads to the defaults of a kind.
    static func prefix(of kind: InstanceKind) -> String { "\(defaultsKey).\(kind)." }

    /// What instances of a kind have where they say nothing.
    func defaults(of kind: InstanceKind) -> [YAMLEntry]? { document["\(Self.defaultsKey).\(kind)"]?.value.entries }

    /// - Returns: whether a value is a mapping.
    private mutating func requireKeys(_ entry: YAMLEntry?, _ key: String, _ known: [String], _ file: String) -> Bool {
        guard let value = entry?.value, !value.isNull, value.entries == nil else { return true }
        let message = "keys are expected here: \(known.joined(separator: ", "))"
        problems.append(Problem(file: file, at: value.position, key: key, message))
        return false
    }

    private mutating func check(_ entries: [YAMLEntry], _ parent: String, among known: [String], _ file: String) {
        for entry in entries where !known.contains(entry.key) {
            let suggestion = Suggestion.text(for: entry.key, among: known)
            let advice = suggestion.isEmpty ? "; there are \(known.joined(separator: ", "))" : suggestion
            problems.append(
                Problem(
                    file: file, at: entry.keyNode.position, key: parent + entry.key.visible, "no such key" + advice))
        }
    }
}

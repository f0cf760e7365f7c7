/// A file of the config repo, or a part of one, that says keys of a definition.
struct LayerOrigin: Hashable, Sendable {
    /// The file, from the repo's folder on: `server/main.yaml`.
    var file: String
    /// What leads to the keys in the file, such as `defaults.server.`; empty where they stand at its top.
    var prefix = ""

    /// Where a secret stands that a key of the definition has.
    func secretPlace(_ key: String) -> SecretPlace { SecretPlace(file: file, key: prefix + key) }
}

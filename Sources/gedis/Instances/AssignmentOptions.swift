import ArgumentParser
import GedisConfig
import GedisSettings

/// The values that `create` and `set` take, written `key=value`, `--key value` or `--key=value`; of a client also a URL.
struct AssignmentOptions: ParsableArguments {
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("The definition's keys, as key=value, --key value or --key=value.", valueName: "key=value"),
        completion: Candidates.assignments)
    var words: [String] = []

    /// What the words assign. A secret that is given as `-` is asked for: it then is in no list of processes or commands.
    ///
    /// - Throws: `Failure` or `ConfigError` when a word assigns nothing, or when no secret is given.
    func assignments(of kind: InstanceKind, in repo: ConfigRepo) throws -> [Assignment] {
        try assignments(for: kind, repo.fields(of: kind)).map { assignment in
            let mayBeSecret = repo.isSecret(assignment.key, of: kind) || repo.isOwnSetting(assignment.key, of: kind)
            guard assignment.value == "-", mayBeSecret else { return assignment }
            return Assignment(assignment.key, try SecretInput.read(assignment.key), isSecret: true)
        }
    }

    private func assignments(for kind: InstanceKind, _ fields: [SettingInfo]) throws -> [Assignment] {
        var assignments: [Assignment] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if kind == .client, ClientURL.isURL(word) {
                assignments += try ClientURL(word).assignments
                continue
            }
            guard word.hasPrefix("--") else {
                assignments.append(try Assignment(word))
                continue
            }
            let option = String(word.dropFirst(2))
            if option.contains("=") {
                let assignment = try Assignment(option)
                assignments.append(Assignment(Self.key(assignment.key), assignment.value))
                continue
            }
            let field = fields.first { $0.name == Self.key(option) }
            if field?.placeholder == "true|false", rest.first.map({ $0.contains("=") || $0.hasPrefix("--") }) ?? true {
                assignments.append(Assignment(Self.key(option), "true"))
            } else if let value = rest.popFirst() {
                assignments.append(Assignment(Self.key(option), value))
            } else {
                throw Failure(.usage, "--\(option) needs a value")
            }
        }
        return assignments
    }

    /// The key that an option names: `unixsocket-mode` is `unixsocket_mode`. A user's name keeps its dashes.
    private static func key(_ option: String) -> String {
        option.contains(".") ? option : option.replacing("-", with: "_")
    }
}

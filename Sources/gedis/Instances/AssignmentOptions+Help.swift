import ArgumentParser
import GedisConfig
import GedisHost
import GedisSettings

extension AssignmentOptions {
    /// The lines of a help text that explain the keys.
    static func help(on kind: InstanceKind) -> String {
        guard let repo = try? Workspace().repo else { return "" }
        guard kind == .backend else {
            let lines = repo.fields(of: kind).map { line($0.name, $0.placeholder, $0.defaultValue, $0.help) }
            let keys = "KEYS:\n" + lines.joined(separator: "\n")
            let text = keys + "\n\n" + secrets
            switch kind {
            case .client: return url + "\n\n" + text
            case .server: return text + "\n" + activation(repo.fields(of: kind))
            case .backend, .machine: return keys
            }
        }
        return repo.backendTypes.map { schema in
            let lines = schema.settings.map { line($0.name, "…", $0.defaultValue, $0.help) }
            let note = schema.type == BackendDefinition().type ? " (default)" : ""
            return (["type=\(schema.type)\(note): \(schema.help)"] + lines).joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n\n" + secrets
    }

    private static let url = """
        A URL stands for several keys: redis://user:password@host:port, rediss://… with TLS, or unix://path.
        """

    private static let secrets = """
        Given as -, a secret is asked for, or read from standard input: a line each.
        """

    /// What makes a server that runs take changes over.
    private static func activation(_ fields: [SettingInfo]) -> String {
        let lasting = fields.filter { $0.activation == .restart }.map(\.name)
        return "A server that runs takes changes over with 'reload', but with 'restart' those of "
            + lasting.joined(separator: ", ") + "."
    }

    private static func line(_ name: String, _ value: String, _ standard: String?, _ help: String) -> String {
        let note = standard.map { $0.isEmpty ? "" : " (default: \($0))" } ?? " (must be given)"
        return "  \(name)=\(value)\(note)\n      \(help)"
    }
}

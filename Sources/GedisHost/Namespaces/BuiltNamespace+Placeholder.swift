import GedisKit
import GedisNamespaces

extension BuiltNamespace {
    /// The namespace without its code: each of its commands replies an error.
    func placeholder(throwing error: CommandError) -> Namespace {
        Namespace(
            name: name, summary: summary,
            commands: commands.map { command in
                Command(
                    name: command.name, summary: command.summary, takesAnyArguments: true,
                    handler: .synchronous { _, _ in throw error })
            })
    }

    /// The namespace while it is loaded.
    var loadingPlaceholder: Namespace {
        placeholder(throwing: CommandError("\(name) is being loaded: its init() goes on, try again", code: "LOADING"))
    }
}

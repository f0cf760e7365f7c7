import GedisKit
import GedisNamespaces

extension BuiltNamespace {
    /// The namespace without its code: each of its commands replies an error.
    func placeholder(_ state: Namespace.State, throwing error: CommandError) -> Namespace {
        var namespace = Namespace(
            name: name, summary: summary,
            commands: commands.map { command in
                Command(
                    name: command.name, summary: command.summary, takesAnyArguments: true,
                    handler: .synchronous { _, _ in throw error })
            })
        namespace.state = state
        return namespace
    }

    /// The namespace while it is loaded.
    var loadingPlaceholder: Namespace {
        placeholder(
            .loading,
            throwing: CommandError("\(name) is being loaded: its init() goes on, try again", code: "LOADING"))
    }
}

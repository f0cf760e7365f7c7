import ArgumentParser
import GedisNamespaces

/// Serves a namespace's library to the server that started this process. No person calls it.
struct NamespaceServeIsolated: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: IsolatedNamespace.verb, abstract: "Serves a compiled namespace to a server.",
        shouldDisplay: false)

    @Argument(help: "The namespace's name.")
    var name: String

    @Argument(help: "The library.")
    var library: String

    @Argument(help: "The library of the shared module.")
    var shared: String?

    func run() { IsolatedNamespace.serve(library: library, shared: shared) }
}

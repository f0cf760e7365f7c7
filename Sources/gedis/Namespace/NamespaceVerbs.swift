import ArgumentParser

struct NamespaceVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "namespace", abstract: "Makes, checks and tries namespaces without a server.",
        subcommands: [NamespaceNew.self, NamespaceCheck.self, NamespaceCall.self, NamespaceGlue.self])
}

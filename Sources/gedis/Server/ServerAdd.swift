import ArgumentParser
import GedisConfig
import GedisHost
import GedisNamespaces

struct ServerAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract:
            "Adds the commands of a Swift or Python file, or of a folder of Swift files, to a server; live at once.",
        discussion: """
            The source is compiled, or imported by Python, and checked first, then copied into the config repo, with its glue \
            if it is Swift. The Swift files of a folder are one namespace. Adding a namespace that is there already takes the \
            new source for the old one. If the server that runs refuses it, all stays as \
            it was.
            """)

    @OptionGroup var repo: RepoOptions
    @Option(help: "The namespace's name; without it, the file's or folder's name in lower case.") var namespace: String?
    @Flag(help: "Replace a source also where neither git nor what it was added from has what it says.")
    var force = false
    @Argument(help: "The server's name.") var name: String
    @Argument(help: "The Swift or Python file, or the folder of Swift files.") var file: String

    func run() async throws {
        let start = ContinuousClock.now
        let workspace = try Workspace(repo)
        _ = try workspace.repo.server(name)
        let source = try NamespaceSource(path: file, name: namespace)
        let added = try await NamespaceEditor(of: name, in: workspace).add(source, isForced: force)
        // That editors do not know GedisKit is no reason not to serve.
        let root = await GitFile.repository(of: workspace.repo.path) ?? workspace.repo.path
        _ = try? EditorConfiguration(in: root, kit: workspace.builder).write()
        let verb = added.isReplacement ? "replaced" : "added"
        let outcome = added.isLive ? "live in \((ContinuousClock.now - start).tenths) s" : "\(name) is not running"
        Terminal.say("\(verb) namespace \(source.name) · \(added.commands.joined(separator: " ")) · \(outcome)")
    }
}

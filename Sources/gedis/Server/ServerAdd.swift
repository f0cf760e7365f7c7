import ArgumentParser
import GedisConfig
import GedisKit
import GedisNamespaces

struct ServerAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a Swift file's commands to a server; to one that runs, at once.",
        discussion: """
            The source is compiled and checked first, then copied into the config repo with its glue. Adding a namespace \
            that is there already takes the new source for the old one.
            """)

    @OptionGroup var repo: RepoOptions
    @Option(help: "The namespace's name; without it, the file's name in lower case.") var namespace: String?
    @Argument(help: "The server's name.") var name: String
    @Argument(help: "The Swift file.") var file: String

    func run() async throws {
        let start = ContinuousClock.now
        let workspace = try Workspace(repo)
        _ = try workspace.repo.server(name)
        let source = try NamespaceSource(path: file, name: namespace)
        let built = try await workspace.builder.build(source)
        for warning in built.warnings { Terminal.note(warning.description) }

        let old = try workspace.repo.namespaces(of: name).first { $0.name == source.name }
        let oldTexts = try old.map { (try Self.read($0.source), try Self.read($0.glue)) }
        try workspace.repo.addNamespace(
            source.name, to: name, source: String(decoding: source.bytes, as: UTF8.self), glue: built.glue,
            replacing: true)
        do {
            let liveness = try await RunningServer(name, in: workspace).reload()
            let verb = old == nil ? "added" : "replaced"
            let commands = built.commands.map(\.name).joined(separator: " ")
            let outcome = liveness ? "live in \((ContinuousClock.now - start).tenths) s" : "\(name) is not running"
            Terminal.say("\(verb) namespace \(source.name) · \(commands) · \(outcome)")
        } catch {
            // What a running server could not take must not be what it finds at its next start.
            if let (oldSource, oldGlue) = oldTexts {
                try workspace.repo.addNamespace(
                    source.name, to: name, source: oldSource, glue: oldGlue, replacing: true)
            } else {
                try workspace.repo.removeNamespace(source.name, from: name)
            }
            throw error
        }
    }

    private static func read(_ path: String) throws -> String {
        String(decoding: try NamespaceSource(path: path).bytes, as: UTF8.self)
    }
}

extension Duration {
    /// The seconds with one digit behind the point, never 0.0.
    var tenths: String {
        let tenths = Swift.max((self / .milliseconds(100)).rounded(), 1)
        return "\(tenths / 10)"
    }
}

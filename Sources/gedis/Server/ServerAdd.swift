import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisGeneration
import GedisHost
import GedisKit
import GedisNamespaces
import Glibc

struct ServerAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract:
            "Adds the commands of a Swift or Python file, or of a folder of such, to a server; live at once.",
        discussion: """
            The source is compiled, or imported by Python, and checked first, then copied into the config repo, with its glue \
            if it is Swift. The files of a folder are one namespace. Adding a namespace that is there already takes the \
            new source for the old one. If the server that runs refuses it, all stays as \
            it was. With --mount, the calls of the namespace are sent on to another server of the Redis protocol; the password \
            of its URL is sealed. With --as NAME and a program behind '--', that serves the namespace: it speaks the workers' \
            protocol (docs/workers.md).
            """)

    @OptionGroup var repo: RepoOptions
    @Option(
        name: [.long, .customLong("as")],
        help: "The namespace's name; without it, the file's or folder's name in lower case.")
    var namespace: String?
    @Option(
        help: ArgumentHelp(
            "Mount a server in place of a file: its commands are the namespace's. A URL (redis, rediss, unix), or a "
                + "client's name.", valueName: "url"))
    var mount: String?
    @Flag(help: "Replace a source also where neither git nor what it was added from has what it says.")
    var force = false
    @Flag(
        help:
            "Refuse a change that breaks what was served: a command or parameter gone, a type narrower, a result changed."
    )
    var strict = false
    @Argument(help: "The server's name.", completion: Candidates.servers) var name: String
    @Argument(help: "The Swift or Python file, or a folder of such.", completion: .file()) var file: String?
    @Argument(parsing: .postTerminator, help: "Behind '--': the program that serves the namespace, and its words.")
    var command: [String] = []

    func validate() throws {
        guard [mount != nil, file != nil, !command.isEmpty].count(where: { $0 }) == 1 else {
            throw ValidationError(
                "give a file or folder, --mount with a URL or a client's name, or --as NAME and a program behind '--'")
        }
        if mount != nil, strict {
            throw ValidationError("--strict compares sources and programs: it is not for --mount")
        }
        if mount != nil, namespace == nil { throw ValidationError("--mount needs the namespace's name: --as NAME") }
        if !command.isEmpty, namespace == nil {
            throw ValidationError("a program needs the namespace's name: --as NAME")
        }
    }

    func run() async throws {
        let start = ContinuousClock.now
        let workspace = try Workspace(repo)
        _ = try workspace.repo.server(name)
        if let mount, let namespace { return try await add(mount: mount, as: namespace, to: workspace, since: start) }
        if !command.isEmpty, let namespace { return try await addCommand(as: namespace, to: workspace, since: start) }
        guard let file else { return }
        let source = try NamespaceSource(path: file, name: namespace)
        let progress = ProgressLine("adding \(source.name)")
        defer { progress.end() }
        let added = try await NamespaceEditor(of: name, in: workspace).add(source, isForced: force, check: check)
        // That editors do not know GedisKit is no reason not to serve.
        let root = await GitFile.repository(of: workspace.repo.path) ?? workspace.repo.path
        _ = try? EditorConfiguration(in: root, kit: workspace.builder).write()
        say(added, source.name, since: start)
    }

    private func add(
        mount: String, as namespace: String, to workspace: Workspace, since start: ContinuousClock.Instant
    ) async throws {
        let added = try await NamespaceEditor(of: name, in: workspace).mount(mount, as: namespace)
        let verb = added.isReplacement ? "replaced" : "added"
        let time = (ContinuousClock.now - start).tenths
        let outcome = added.isLive ? "live in \(time) s" : "\(name) is not running"
        let server = try workspace.repo.server(name)
        let found = try await workspace.describedMounts(of: server).first { $0.namespace.name == namespace }
        let commands = found.map { mount in
            let count = mount.namespace.commands.count
            return mount.failure == nil && count > 0 ? "\(count) commands of \(mount.place)" : mount.place
        }
        Terminal.say("\(verb) namespace \(namespace) · \(commands ?? "") · \(outcome)")
        if let failure = found?.failure { Terminal.note("the mounted server is not there: \(failure)") }
    }

    private func addCommand(
        as namespace: String, to workspace: Workspace, since start: ContinuousClock.Instant
    ) async throws {
        let words = command.map { workspace.repo.path(ofWord: $0) }
        say(
            try await NamespaceEditor(of: name, in: workspace).add(command: words, as: namespace, check: check),
            namespace,
            since: start)
    }

    /// Refuses what breaks those who call the namespace as it was, where that is asked for.
    private var check: NamespaceEditor.ReplacementCheck? {
        guard strict else { return nil }
        return { old, new in
            let changes = BreakingChanges(from: ClientNamespace(old), to: ClientNamespace(new))
            guard !changes.isEmpty else { return }
            throw Failure(.usage, "namespace \(new.name) breaks what was served, and stays as it was:\n\(changes)")
        }
    }

    private func say(_ added: NamespaceEditor.Addition, _ namespace: String, since start: ContinuousClock.Instant) {
        let verb = added.isReplacement ? "replaced" : "added"
        let outcome = added.isLive ? "live in \((ContinuousClock.now - start).tenths) s" : "\(name) is not running"
        Terminal.say("\(verb) namespace \(namespace) · \(added.commands.joined(separator: " ")) · \(outcome)")
    }
}

extension ClientNamespace {
    /// What is known of a namespace that is built.
    fileprivate init(_ built: BuiltNamespace) {
        self.init(name: built.name, summary: built.summary, types: built.types, commands: built.commands)
    }
}

extension ConfigRepo {
    /// A word of a command as the repo has it: a file of the repo by its path from there, another file by its absolute
    /// path, any other word as it is.
    fileprivate func path(ofWord word: String) -> String {
        let file = URL(filePath: word).standardizedFileURL.resolvingSymlinksInPath().path
        let root = URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
        guard !word.hasPrefix("/"), word.contains("/") || word.contains("."), access(file, F_OK) == 0 else {
            return word
        }
        return file.hasPrefix(root + "/") ? "." + file.dropFirst(root.count) : file
    }
}

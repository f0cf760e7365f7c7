import ArgumentParser
import GedisBackends
import GedisClient
import GedisConfig
import GedisHost
import GedisKit
import GedisNamespaces
import GedisTesting

struct NamespaceCall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Runs one command of a namespace without a server, and prints the reply.",
        usage: """
            gedis namespace call [--json | --raw] [--backend <name>] [--settings <json>] [--user <name>] <file> \
            <command> [<argument> ...]
            """,
        discussion: """
            Options stand before the file; all that follows the command is an argument, and '-' is read from standard \
            input. The namespace is made for this one call: what it keeps itself is gone then. What it logs and publishes \
            is printed to standard error. The reply is printed as 'gedis client call' prints it.
            """)

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Print the reply as JSON.") var json = false
    @Flag(help: "Print the reply as it is, also on a terminal.") var raw = false
    @Option(
        help: "The backend's name in the config repo; without it, an empty one in memory.",
        completion: Candidates.backends)
    var backend: String?
    @Option(help: "The namespace's settings, as JSON.") var settings: String?
    @Option(help: "The name of the user who calls.") var user = Caller().user
    @Argument(help: "The Swift or Python file, or a folder of such.", completion: .file()) var file: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.") var words: [String]

    func run() async throws {
        var arguments = PassedWords.bytes(of: words)
        guard let command = words.first else { throw ValidationError("Missing expected argument '<command>'") }
        for place in words.indices where words[place] == "-" { arguments[place] = try PassedWords.input() }
        let workspace = try Workspace(repo)
        let store: any ConnectedBackend = try backend.map(workspace.makeBackend) ?? MemoryBackend()
        let progress = ProgressLine("building \(file)")
        defer { progress.end() }
        let built = try await workspace.builder.build(NamespaceSource(authored: file))
        progress.end()
        for warning in built.warnings { Terminal.note(warning.description) }
        try await store.connect()
        let namespace = try built.load(
            in: Namespace.Environment(
                name: built.name, backend: store, events: Self.events, log: Self.log,
                settings: settings.map { Array($0.utf8) }))
        let reply = await Result {
            try await namespace.reply(
                to: command, Array(arguments.dropFirst()), by: Caller(user: user), version: json ? .resp3 : .resp2)
        }
        await namespace.life.stop?()
        await store.close()
        Terminal.say(bytes: format.render(try reply.get()))
    }

    private var format: ReplyFormat {
        if json { return .json }
        return raw || !Terminal.isInteractive ? .raw : .terminal
    }

    private static let events = Events { channel, message in
        Terminal.note("event \(String(decoding: channel, as: UTF8.self)): \(String(decoding: message, as: UTF8.self))")
        return 0
    }

    private static let log = Log { level, text, _ in Terminal.note("\(level) \(text)") }
}

extension Result where Failure == any Error {
    /// What comes of something.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

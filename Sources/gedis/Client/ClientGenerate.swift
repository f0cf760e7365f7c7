import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisGeneration
import GedisHost
import GedisNamespaces

struct ClientGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes a module that calls namespaces: a function for each command, with its types and its help.",
        discussion: """
            The namespaces are those of a server, by its definition and whether it runs or not, or those of files. A module \
            in Python calls over redis-py, one in TypeScript over gedis' client for JavaScript, one in Swift over GedisClient. \
            docs/typed-clients.md shows what is in them.

            With --check nothing is written: exit code 1 when the file is not what would be written now, with the lines \
            that differ.
            """)

    @OptionGroup var repo: RepoOptions
    @Option(help: "The language: python, typescript or swift. It may be left out where the name of a file says it.")
    var language: ClientLanguage?
    @Option(name: [.short, .long], help: ArgumentHelp("Write to a file, not to standard output.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Compare a file with what would be written.", valueName: "file")) var check: String?
    @Argument(
        help: "A server's name; or files, or folders, of namespaces in Swift or Python.",
        completion: Candidates.servers)
    var sources: [String]

    func validate() throws {
        if output != nil, check != nil { throw ValidationError("--check writes nothing: leave out --output") }
    }

    func run() async throws {
        guard let language = language ?? (output ?? check).flatMap(ClientLanguage.init(file:)) else {
            let names = ClientLanguage.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "--language is needed: one of \(names)")
        }
        let namespaces = try await namespaces()
        let module = language.module(
            for: namespaces.map { namespace in
                ClientNamespace(
                    name: namespace.name, summary: namespace.summary, types: namespace.types,
                    commands: namespace.commands)
            })
        let names = namespaces.map(\.name).sorted().joined(separator: " ")
        if let check {
            try compare(check, with: module)
            Terminal.say("\(check) fits · \(names)")
        } else if let output {
            try Data(module.utf8).write(to: URL(filePath: output), options: .atomic)
            Terminal.say("wrote \(output) · \(names)")
        } else {
            Terminal.say(bytes: Array(module.utf8))
        }
    }

    private func compare(_ file: String, with module: String) throws {
        guard FileManager.default.fileExists(atPath: file) else { throw Failure(.notFound, "there is no file \(file)") }
        let difference = ClientDifference(from: try String(contentsOfFile: file, encoding: .utf8), to: module)
        guard !difference.isEmpty else { return }
        Terminal.complain(
            "\(file) no longer fits: \(difference.lines.count) lines differ from what would be written now")
        Terminal.note("\(difference)")
        throw Failure(.reply, "")
    }

    private func namespaces() async throws -> [DescribedNamespace] {
        let workspace = try Workspace(repo)
        let progress = ProgressLine("reading \(sources.joined(separator: " "))")
        defer { progress.end() }
        if let name = sources.first, sources.count == 1, !isPath(name) {
            return try await workspace.describedNamespaces(of: name) { namespace, failure in
                throw Failure(.unreachable, "\(namespace) is mounted, and its server is not there: \(failure)")
            }
        }
        var namespaces: [DescribedNamespace] = []
        for file in sources {
            let built = try await workspace.builder.build(NamespaceSource(authored: file))
            for warning in built.warnings { Terminal.note(warning.description) }
            namespaces.append(DescribedNamespace(built))
        }
        let names = Dictionary(grouping: namespaces, by: \.name)
        if let twice = names.first(where: { $0.value.count > 1 })?.key {
            throw Failure(.usage, "two of the files are a namespace \(twice)")
        }
        return namespaces
    }

    /// Whether a word is a path: a name of a server has no slash, and no such ending.
    private func isPath(_ word: String) -> Bool {
        word.contains("/") || [".swift", ".py"].contains { word.hasSuffix($0) }
            || (FileManager.default.fileExists(atPath: word) && (try? Workspace(repo).requireServer(word)) == nil)
    }
}

extension ClientLanguage: ExpressibleByArgument {}

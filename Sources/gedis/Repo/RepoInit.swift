import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisHost

struct RepoInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a config repo: an example, a .gitignore, and schemas by which editors know the keys.",
        discussion: """
            The folder becomes a git repository, unless it lies in one or there is no git. What is there already stays, but \
            for the schemas, which are written as this gedis has them: call it again after an upgrade.
            """)

    @Argument(help: "The folder; without it --repo, GEDIS_REPO, or instances/ in the working folder.") var folder:
        String?
    @Option(help: "The same as the folder.") var repo: String?
    @Flag(help: "Make no git repository.") var noGit = false
    @Flag(help: "Write no example.") var noExample = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let path = folder ?? repo ?? environment["GEDIS_REPO"].flatMap { $0.isEmpty ? nil : $0 } ?? "instances"
        let workspace = try Workspace(repo: path) { Terminal.note($0) }
        let config = workspace.repo
        var isEmpty = true
        for kind in InstanceKind.allCases where try !config.names(of: kind).isEmpty { isEmpty = false }
        var written = try config.begin()
        if isEmpty, !noExample { written += try writeExample(in: config) }
        for file in written { Terminal.say("wrote \(workspace.shown("\(config.path)/\(file)"))") }
        if written.isEmpty { Terminal.say("\(config.path) has all of it already") }
        if !noGit, await GitFile.repository(of: config.path) == nil {
            let isMade = await GitFile.makeRepository(of: config.path)
            Terminal.say(
                isMade ? "made a git repository of \(config.path)" : "no git repository was made: there is no git")
        }
        noteWhereItIsFound(config.path, environment)
    }

    /// Says how verbs find the repo, where they don't by themselves.
    private func noteWhereItIsFound(_ path: String, _ environment: [String: String]) {
        let found = try? ConfigRepo.locate(
            environment: environment, workingFolder: FileManager.default.currentDirectoryPath)
        guard found?.path != path else { return }
        Terminal.note(
            "it is found by --repo \(path) or GEDIS_REPO=\(path); by itself only a folder named instances is"
        )
    }

    private func writeExample(in config: ConfigRepo) throws -> [String] {
        let source = "server/main/hello.swift"
        let definition = try config.create(.server, "main", [Assignment("port", "9900")])
        let file = URL(filePath: "\(config.path)/\(source)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let text = NamespaceTemplate.swift(name: "hello", file: source)
        try Data(text.utf8).write(to: file, options: .withoutOverwriting)
        return [definition, source]
    }
}

import ArgumentParser
import FoundationEssentials
import GedisBackends
import GedisHost
import GedisKit
import GedisNamespaces
import GedisWorkers

struct WorkerCheckVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks whether a program speaks the workers' protocol as docs/workers.md has it.",
        usage: "gedis worker check [--call <name> ...] [--patience <seconds>] <program> [<word> ...]",
        discussion: """
            The program is started several times. Its commands are called with arguments that its manifest takes: let it \
            check what does no harm, or say with --call which are called. What it asks for is answered from a backend in \
            memory. A line is printed for each check. A Python file in place of the program checks gedis' own worker. \
            Exit code 1 where a check fails.
            """)

    @Option(help: "A command that is called; may be given several times. Without it, all are.") var call: [String] = []
    @Option(help: "How many seconds each answer may take.") var patience = 10
    @Argument(parsing: .captureForPassthrough, help: "The program and its words.") var words: [String]

    func validate() throws {
        guard patience > 0 else { throw ValidationError("--patience is a number of seconds above 0") }
        guard !words.isEmpty else { throw ValidationError("Missing expected argument '<program>'") }
    }

    func run() async throws {
        let words = words.first == "--" ? Array(words.dropFirst()) : words
        let load = try await load(words)
        let store = MemoryBackend()
        try await store.connect()
        let check = WorkerCheck(
            load, in: Namespace.Environment(name: load.name, backend: store), calling: Set(call),
            patience: .seconds(patience))
        let isFine = await check.run { finding in
            Terminal.say("\(finding.isFine ? "ok  " : "FAIL") \(finding.name): \(finding.text)")
        }
        guard isFine else { throw Failure(.reply, "") }
    }

    private func load(_ words: [String]) async throws -> WorkerLoad {
        if words.count == 1, words[0].hasSuffix(NamespaceSource.Language.python.ending) {
            let built = try await Workspace().builder.build(NamespaceSource(authored: words[0]))
            if let load = built.worker { return load }
        }
        let command = WorkerCommand(words, in: FileManager.default.currentDirectoryPath)
        let program: WorkerProgram
        do throws(WorkerError) {
            program = try command.program(environment: ProcessInfo.processInfo.environment)
        } catch {
            throw Failure(.notFound, "\(error)")
        }
        return WorkerLoad(program: program, name: "check", path: program.path, source: .none)
    }
}

import ArgumentParser
import GedisConfig
import GedisHost

struct ApplyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Makes the servers that run here, or on machines, run as the config repo says.",
        discussion: """
            It does what 'gedis plan' says, one server after the other. Each has to be ready, and to go on answering for a \
            while, before the next one has its turn. At the first that fails it stops: that server goes on as it was, or \
            is put back to what it ran before, and those after it are not touched. The files of the repo stay as they are.

            With --machine or --all-machines the repo's newest commit is pushed to machines, and applied by the gedis \
            there, on --max-parallel of them at a time. Where one cannot be reached, nothing is done on any. After the first \
            machine that fails no other is begun, and it is put back to the commit that it had before.

            Where a definition or a source is wrong, nothing is done. Exit codes: 0 all run as the repo says, 2 something \
            in it is wrong, 4 a machine cannot be reached, 5 one failed.
            """)

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var machines: MachineOptions
    @Option(help: ArgumentHelp("How long each has to go on answering.", valueName: "seconds")) var hold = 0.5
    @Option(help: ArgumentHelp("On how many machines at a time something is changed.", valueName: "number"))
    var maxParallel = 1
    @Option(help: "Check a commit of the repo out first, and the one before again where a server fails.")
    var commit: String?
    @Argument(
        help: "The servers' names; all that are defined or run where there are none.", completion: Candidates.servers)
    var names: [String] = []

    func validate() throws {
        guard (0...3600).contains(hold) else { throw ValidationError("--hold is from 0 to 3600 seconds") }
        guard (1...1000).contains(maxParallel) else { throw ValidationError("--max-parallel is from 1 to 1000") }
        try machines.check(commit)
    }

    func run() async throws {
        let workspace = try Workspace(repo)
        let format = output.output
        guard !machines.areMeant else {
            let fleet = try machines.fleet(in: workspace, parallel: maxParallel)
            return try await FleetApplication(format: format).run(fleet, names, hold: .seconds(hold))
        }
        var commit: RepoCommit?
        if let name = self.commit { commit = try await RepoCommit(name, of: workspace.repo) }
        let applier = Applier(in: workspace, hold: .seconds(hold), as: machines.ownName)
        try await apply(by: applier, at: commit, format)
    }

    private func apply(by applier: Applier, at commit: RepoCommit?, _ format: OutputFormat) async throws {
        let isTable = format == .table
        var open: [ServerPlan] = []
        var rows: [AppliedServer] = []
        var progress: ProgressLine?
        defer { progress?.end() }
        var code = Failure.Code.failed
        let isDone = try await applier.apply(names, at: commit) { event in
            switch event {
            case .planned(let plans):
                if isTable { plans.forEach { $0.sayMore() } }
                if plans.contains(where: { $0.action == .mend }) { code = .usage }
                open = plans.filter { $0.action != .nothing }
                if isTable, open.isEmpty { Terminal.say("nothing to do") }
            case .begins(let plan):
                progress = ProgressLine("\(plan.name) · \(plan.action.rawValue)")
            case .done(let plan, let duration):
                progress?.end()
                open.removeAll { $0.name == plan.name }
                rows.append(AppliedServer(plan, .done, seconds: duration.inSeconds))
                if isTable { Terminal.say(rows[rows.count - 1].line) }
            case .failed(let plan, let error):
                progress?.end()
                open.removeAll { $0.name == plan.name }
                let failure = Failure(explaining: error)
                code = failure.code
                rows.append(AppliedServer(plan, .failed, error: failure.message))
                if isTable { Terminal.complain(rows[rows.count - 1].line) }
            case .putBack(let commit, let plans):
                let names = plans.map { " · \($0.name) \($0.action.past)" }.joined()
                Terminal.note("the repo is at \(commit.prefix(12)) again\(names)")
            case .notPutBack(let commit, let error):
                let reason = Failure(explaining: error).message
                Terminal.complain("the repo could not be put back to \(commit.prefix(12)): \(reason)")
            }
        }
        progress?.end()
        rows += open.map { AppliedServer($0, $0.action == .mend ? .wrong : .waiting, error: $0.mistake) }
        if !isTable { Listing.applied(rows).print(as: format) }
        guard !isDone else { return }
        if isTable, !open.isEmpty { Terminal.note("not applied: \(open.map(\.name).joined(separator: " "))") }
        throw Failure(code, "")
    }
}

extension ServerPlan {
    /// What is wrong with what the repo says of it; nil where nothing is.
    fileprivate var mistake: String? { action == .mend ? reason : nil }
}

extension Duration {
    /// How many seconds it is.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension AppliedServer {
    /// What became of it, for people.
    var line: String {
        let past = ServerPlan.Action(rawValue: action)?.past ?? action
        switch result {
        case .done:
            let time = Duration.seconds(seconds ?? 0).tenths
            return ([name, past] + reasons + ["\(time) s"]).joined(separator: " · ")
        case .failed: return "\(name) · not \(past): \(error ?? "")"
        case .wrong: return "\(name): \(error ?? "")"
        case .waiting: return "\(name) · not applied"
        }
    }
}

extension ServerPlan.Action {
    /// The action once it is done.
    var past: String {
        switch self {
        case .start: "started"
        case .reload: "reloaded"
        case .restart: "restarted"
        case .stop: "stopped"
        case .mend: "mended"
        case .nothing: "as it is"
        }
    }
}

import ArgumentParser
import GedisConfig
import GedisHost

struct ApplyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Makes the servers that run here run as the config repo says.",
        discussion: """
            It does what 'gedis plan' says, one server after the other. Each has to be ready, and to go on answering for a \
            while, before the next one has its turn. At the first that fails it stops: that server goes on as it was, or \
            is put back to what it ran before, and those after it are not touched. The files of the repo stay as they are.

            Where a definition or a source is wrong, nothing is done. Exit codes: 0 all run as the repo says, 2 something \
            in it is wrong, 5 one failed.
            """)

    @OptionGroup var repo: RepoOptions
    @Option(help: ArgumentHelp("How long each has to go on answering.", valueName: "seconds")) var hold = 0.5
    @Argument(
        help: "The servers' names; all that are defined or run where there are none.", completion: Candidates.servers)
    var names: [String] = []

    func validate() throws {
        guard (0...3600).contains(hold) else { throw ValidationError("--hold is from 0 to 3600 seconds") }
    }

    func run() async throws {
        var open: [ServerPlan] = []
        var progress: ProgressLine?
        defer { progress?.end() }
        var code = Failure.Code.failed
        let isDone = try await Applier(in: try Workspace(repo), hold: .seconds(hold)).apply(names) { event in
            switch event {
            case .planned(let plans):
                plans.forEach { $0.sayMore() }
                if plans.contains(where: { $0.action == .mend }) { code = .usage }
                open = plans.filter { $0.action != .nothing }
                if open.isEmpty { Terminal.say("nothing to do") }
            case .begins(let plan):
                progress = ProgressLine("\(plan.name) · \(plan.action.rawValue)")
            case .done(let plan, let duration):
                progress?.end()
                open.removeAll { $0.name == plan.name }
                let words = [plan.name, plan.action.past] + plan.reasons + ["\(duration.tenths) s"]
                Terminal.say(words.joined(separator: " · "))
            case .failed(let plan, let error):
                progress?.end()
                open.removeAll { $0.name == plan.name }
                let failure = Failure(explaining: error)
                code = failure.code
                Terminal.complain("\(plan.name) · not \(plan.action.past): \(failure.message)")
            }
        }
        guard !isDone else { return }
        if !open.isEmpty { Terminal.note("not applied: \(open.map(\.name).joined(separator: " "))") }
        throw Failure(code, "")
    }
}

extension ServerPlan.Action {
    /// The action once it is done.
    fileprivate var past: String {
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

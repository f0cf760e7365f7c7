import ArgumentParser
import GedisConfig
import GedisHost

struct PlanVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Compares the servers that run here, or on machines, with what the config repo says.",
        discussion: """
            For each it says what 'gedis apply' does, and why: start, reload, restart, stop (its definition is gone), or \
            nothing; 'mend' where a definition or a source is wrong. What deserves attention besides (a certificate about \
            to expire, files that git does not have) goes to standard error.

            With --machine or --all-machines it is about machines of the config repo and its newest commit, which is pushed \
            to them: nothing there is changed by it.

            Exit codes: 0 nothing to do, 10 something, 2 something is wrong, 4 a machine cannot be reached, 5 a machine \
            lacks something.
            """)

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var machines: MachineOptions
    @Option(help: "Compare with a commit of the repo instead of its files.") var commit: String?
    @Flag(help: "The same as --output json.") var json = false
    @Argument(
        help: "The servers' names; all that are defined or run where there are none.", completion: Candidates.servers)
    var names: [String] = []

    private var format: OutputFormat { json ? .json : output.output }

    func validate() throws { try machines.check(commit) }

    func run() async throws {
        let workspace = try Workspace(repo)
        guard !machines.areMeant else { return try await planMachines(in: workspace) }
        let plans = try await plans(in: workspace)
        Listing.plans(plans, as: format).print(as: format)
        if format == .table {
            plans.forEach { $0.sayMore() }
        }
        try require(plans)
    }

    private func plans(in workspace: Workspace) async throws -> [ServerPlan] {
        guard let commit else { return try await Planner(in: workspace, as: machines.ownName).plans(for: names) }
        return try await RepoCommit(commit, of: workspace.repo).withFiles { folder in
            let workspace = try Workspace(repo, earlierState: folder)
            return try await Planner(in: workspace, as: machines.ownName).plans(for: names)
        }
    }

    private func planMachines(in workspace: Workspace) async throws {
        let fleet = try machines.fleet(in: workspace)
        let progress = ProgressLine("asking machines")
        let all = try await fleet.plans(for: names)
        progress.end()
        Listing.plans(all, as: format).print(as: format)
        var failures: [Failure] = []
        for machine in all {
            switch machine.outcome {
            case .success(let (version, plans)):
                if let note = MachineState.note(on: version) { Terminal.note("\(machine.name): \(note)") }
                if format == .table { plans.forEach { $0.sayMore(on: machine.name) } }
            case .failure(let error):
                let failure = Failure(explaining: error)
                failures.append(failure)
                Terminal.complain("\(machine.name): \(failure.message)")
            }
        }
        if let first = failures.first { throw Failure(first.code, "") }
        try require(all.flatMap { (try? $0.outcome.get().plans) ?? [] })
    }

    /// - Throws: `Failure` where something is to be done.
    private func require(_ plans: [ServerPlan]) throws {
        if plans.contains(where: { $0.action == .mend }) { throw Failure(.usage, "") }
        if plans.contains(where: { $0.action != .nothing }) { throw Failure(.pending, "") }
    }
}

import FoundationEssentials
package import GedisConfig

/// Machines of a config repo, which are reached by ssh and git alone: what runs on them is compared with what the repo's
/// newest commit says, and made to run so.
///
/// The commit is pushed to each machine as a ref, and the gedis there does the rest: it plans by the files of that commit, or
/// checks it out and applies it.
package struct Fleet: Sendable {
    /// What is to be done on a machine.
    package struct MachinePlan: Sendable {
        /// The machine's name.
        package var name: String
        /// The version of its gedis, and what is to be done about each of its servers; or why that is not known.
        package var outcome: Result<(version: String, plans: [ServerPlan]), any Error>
    }

    /// What happens, for who watches.
    package enum Event: Sendable {
        /// The machine has the commit.
        case ready(String)
        /// It cannot be reached, or lacks something: nothing is done on any machine then.
        case notReady(String, any Error)
        /// It is the machine's turn.
        case begins(String)
        /// The version of its gedis.
        case version(String, String)
        /// The machine's servers run as the repo says.
        case done(String, [AppliedServer], Duration)
        /// They do not: what became of them, and what the gedis there said.
        case failed(String, [AppliedServer], any Error)
    }

    private let machines: [MachineConnection]
    private let workspace: Workspace
    private let parallel: Int

    /// How many machines are asked at a time, which changes nothing there.
    private static let askedAtATime = 16
    /// How long pushing, planning and applying may take on one machine; one that is lost is noticed before.
    private static let pushTime = Duration.seconds(300)
    private static let planTime = Duration.seconds(120)
    private static let applyTime = Duration.seconds(3600)

    /// Names machines.
    ///
    /// - Parameters:
    ///   - names: their names; none for all that are defined
    ///   - workspace: where the repo is
    ///   - patience: how long each may take to answer
    ///   - parallel: on how many at a time something is changed
    /// - Throws: `ConfigError` when there is no such machine, none at all, or a definition is wrong.
    package init(
        of names: [String], in workspace: Workspace, patience: Duration, parallel: Int = 1
    ) throws(ConfigError) {
        let all = try names.isEmpty ? workspace.repo.names(of: .machine) : names
        guard !all.isEmpty else {
            throw ConfigError(.notFound, "no machine is defined in \(workspace.repo.path): 'gedis machine create NAME'")
        }
        var machines: [MachineConnection] = []
        let connections = SharedConnections()
        for name in all where !machines.contains(where: { $0.name == name }) {
            let definition = try workspace.repo.machine(name).definition
            machines.append(
                MachineConnection(name: name, definition: definition, patience: patience, connections: connections))
        }
        self.machines = machines
        self.workspace = workspace
        self.parallel = parallel
    }

    // MARK: - Asking

    /// How each machine is, in the order of their names.
    package func states() async throws -> [(name: String, state: Result<MachineState, any Error>)] {
        let states = await machines.inParallel(Self.askedAtATime) { machine in try await machine.state() }
        try Task.checkCancellation()
        return zip(machines, states).map { ($0.name, $1) }
    }

    /// What is to be done on each machine.
    ///
    /// - Parameter servers: the servers; none for all that are to run there, or run
    /// - Returns: a plan for each machine.
    /// - Throws: `HostError` when git does not have all that the repo says, `ConfigError` when there is no such server.
    package func plans(for servers: [String]) async throws -> [MachinePlan] {
        let commit = try await commit()
        let outcomes = await machines.inParallel(Self.askedAtATime) { machine in
            try await machine.push(commit, within: Self.pushTime)
            return try await plans(of: machine, commit, servers)
        }
        try Task.checkCancellation()
        return zip(machines, outcomes).map { MachinePlan(name: $0.name, outcome: $1) }
    }

    private func plans(
        of machine: MachineConnection, _ commit: RepoCommit, _ servers: [String]
    ) async throws -> (version: String, plans: [ServerPlan]) {
        let reply = try await machine.gedis("plan", [], commit, servers, within: Self.planTime)
        guard let rows = try? JSONDecoder().decode([PlanRow].self, from: Data(reply.text.utf8)) else {
            throw reply.failure()
        }
        let plans = rows.compactMap(\.plan)
        guard plans.count == rows.count else { throw reply.failure() }
        return (reply.version, plans)
    }

    // MARK: - Applying

    /// Makes the machines' servers run as the repo's newest commit says. After the first machine that fails, which is put back
    /// to the commit before, no other is begun.
    ///
    /// - Parameters:
    ///   - servers: the servers; none for all that are to run there, or run
    ///   - hold: how long each server has to answer before the next one has its turn
    ///   - report: is called for what happens
    /// - Returns: whether all run as the repo says.
    /// - Throws: `HostError` when git does not have all that the repo says, `ConfigError` when there is no such server, or
    ///   when a secret is not sealed for a machine that needs it.
    package func apply(_ servers: [String], hold: Duration, report: (Event) -> Void) async throws -> Bool {
        let commit = try await commit()
        let pushes = await machines.inParallel(Self.askedAtATime) { machine in
            try await machine.push(commit, within: Self.pushTime)
        }
        try Task.checkCancellation()
        var ready: [MachineConnection] = []
        for (machine, push) in zip(machines, pushes) {
            switch push {
            case .success:
                ready.append(machine)
                report(.ready(machine.name))
            case .failure(let error): report(.notReady(machine.name, error))
            }
        }
        guard ready.count == machines.count else { return false }
        return try await withThrowingTaskGroup(of: [Event].self) { group in
            var waiting = ready[...]
            var isDone = true
            func begin() {
                guard isDone, let machine = waiting.popFirst() else { return }
                report(.begins(machine.name))
                group.addTask { try await apply(commit, on: machine, servers, hold) }
            }
            for _ in 0..<max(1, parallel) { begin() }
            while let events = try await group.next() {
                for event in events {
                    if case .failed = event { isDone = false }
                    report(event)
                }
                begin()
            }
            return isDone
        }
    }

    /// - Returns: what happened on a machine.
    private func apply(
        _ commit: RepoCommit, on machine: MachineConnection, _ servers: [String], _ hold: Duration
    ) async throws -> [Event] {
        let start = ContinuousClock.now
        var events: [Event] = []
        var rows: [AppliedServer] = []
        do {
            let seconds = Double(hold.components.seconds) + Double(hold.components.attoseconds) / 1e18
            let reply = try await machine.gedis(
                "apply", ["--hold", "\(seconds)"], commit, servers, within: Self.applyTime)
            events.append(.version(machine.name, reply.version))
            let decoded = try? JSONDecoder().decode([AppliedServer].self, from: Data(reply.text.utf8))
            rows = decoded ?? []
            guard decoded != nil, reply.code == 0 else {
                throw reply.failure(isSaid: rows.contains { $0.error != nil })
            }
            return events + [.done(machine.name, rows, ContinuousClock.now - start)]
        } catch let error as CancellationError {
            throw error
        } catch {
            return events + [.failed(machine.name, rows, error)]
        }
    }

    // MARK: - What is sent

    /// What is pushed: the newest commit, which has all that the repo says.
    private func commit() async throws -> RepoCommit {
        let commit = try await RepoCommit("HEAD", of: workspace.repo)
        let unsaved = try await commit.unsaved()
        guard unsaved.isEmpty else {
            let more = unsaved.count > 3 ? " and \(unsaved.count - 3) more" : ""
            throw HostError(
                .unsavedSource,
                "machines get what is committed, and git does not have \(unsaved.prefix(3).joined(separator: " "))\(more): "
                    + "commit it first")
        }
        let unsealed = try workspace.repo.secretsNotSealedForMachines()
        guard unsealed.isEmpty else { throw ConfigError(unsealed) }
        return commit
    }
}

extension Array where Element: Sendable {
    /// Does something with each element, several at a time.
    ///
    /// - Parameters:
    ///   - most: how many at a time
    ///   - body: what is done
    /// - Returns: what it came to for each, in their order.
    func inParallel<R: Sendable>(
        _ most: Int, _ body: @escaping @Sendable (Element) async throws -> R
    ) async -> [Result<R, any Error>] {
        await withTaskGroup(of: (Int, Result<R, any Error>).self) { group in
            func begin(_ index: Int) {
                guard index < count else { return }
                let element = self[index]
                group.addTask {
                    do {
                        return (index, .success(try await body(element)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results = [Result<R, any Error>?](repeating: nil, count: count)
            for index in 0..<Swift.min(most, count) { begin(index) }
            var next = Swift.min(most, count)
            while let (index, result) = await group.next() {
                results[index] = result
                begin(next)
                next += 1
            }
            return results.compactMap(\.self)
        }
    }
}

import GedisConfig

/// Makes the servers that run here run as the repo says: one after the other, each until it is well.
package struct Applier: Sendable {
    /// What happens, for who watches.
    package enum Event: Sendable {
        /// What is to be done is known.
        case planned([ServerPlan])
        /// It is the turn of a server.
        case begins(ServerPlan)
        /// A server runs as the repo says.
        case done(ServerPlan, Duration)
        /// A server does not: why, and what became of it.
        case failed(ServerPlan, any Error)
        /// The repo is at the commit again at which it was, and what had been changed by then was changed back.
        case putBack(commit: String, [ServerPlan])
        /// It could not be done: the commit, and why.
        case notPutBack(commit: String, any Error)
    }

    private let workspace: Workspace
    private let hold: Duration
    private let machine: String?

    /// Describes how it is done.
    ///
    /// - Parameters:
    ///   - workspace: where the repo is
    ///   - hold: how long each server has to answer before the next one has its turn
    ///   - machine: the machine of the repo that this is, of which only its servers are to run; nil for no particular one
    package init(in workspace: Workspace, hold: Duration, as machine: String? = nil) {
        self.workspace = workspace
        self.hold = hold
        self.machine = machine
    }

    /// Does what is to be done. One such call at a time works on a repo.
    ///
    /// - Parameters:
    ///   - names: the servers; none for all that are defined or run
    ///   - commit: the commit that the repo is brought to before; nil for the repo as it is
    ///   - report: is called for what happens
    /// - Returns: whether all servers run as the repo says. The first one that failed, of which `report` was told, is put
    ///   back to what it ran before, and those after it are as they were; with a commit, those before it are put back too.
    /// - Throws: `ConfigError` when there is no such server, or the repo cannot be read, `HostError` when the repo cannot be
    ///   brought to the commit.
    package func apply(
        _ names: [String], at commit: RepoCommit? = nil, report: (Event) -> Void
    ) async throws -> Bool {
        let lock = try ServerFiles.applyLock(of: workspace.repo, on: workspace.machine)
        return try await ProcessLock.hold(lock) {
            guard let commit else { return try await applyPlans(names, report) }
            let before = try await commit.checkOut()
            do {
                if try await applyPlans(names, report) { return true }
            } catch {
                await putBack(to: before, from: commit, names, report)
                throw error
            }
            await putBack(to: before, from: commit, names, report)
            return false
        }
    }

    private func applyPlans(_ names: [String], _ report: (Event) -> Void) async throws -> Bool {
        let plans = try await Planner(in: workspace, as: machine).plans(for: names)
        report(.planned(plans))
        // What is known to be wrong before the first change is better mended before it.
        guard !plans.contains(where: { $0.action == .mend }) else { return false }
        for plan in plans where plan.action != .nothing {
            report(.begins(plan))
            let start = ContinuousClock.now
            do {
                try await applyPlan(plan)
            } catch {
                report(.failed(plan, error))
                return false
            }
            report(.done(plan, ContinuousClock.now - start))
        }
        return true
    }

    private func applyPlan(_ plan: ServerPlan) async throws {
        let workspace = try workspace.serving(as: machine).keepingEnvironment(of: plan.name)
        try await Applier(in: workspace, hold: hold).apply(plan)
    }

    /// Brings the repo back to a commit, and what runs with it.
    private func putBack(
        to before: String?, from commit: RepoCommit, _ names: [String], _ report: (Event) -> Void
    ) async {
        // Where nothing was there before, what was started goes on.
        guard let before, before != commit.id else { return }
        do {
            _ = try await RepoCommit(before, of: workspace.repo).checkOut()
            let plans = try await Planner(in: workspace, as: machine).plans(for: names).filter {
                $0.action != .nothing && $0.action != .mend
            }
            for plan in plans { try await applyPlan(plan) }
            report(.putBack(commit: before, plans))
        } catch {
            report(.notPutBack(commit: before, error))
        }
    }

    private func apply(_ plan: ServerPlan) async throws {
        let running = RunningServer(plan.name, in: workspace)
        try running.files.makeFolder()
        // Whoever changes its namespaces waits.
        try await ProcessLock.hold(running.files.editLock) {
            switch plan.action {
            case .nothing, .mend: return
            case .stop: _ = try await running.stop()
            case .start: try await start(running)
            case .reload, .restart: try await change(running, by: plan.action)
            }
        }
    }

    private func start(_ running: RunningServer) async throws {
        let words = StartWords().words(.supervise, running.name, in: workspace)
        let status = try await Detachment(of: running.name, in: workspace, words: words).start()
        do {
            try await requireHealth(of: running, pid: status.pid, before: nil)
        } catch {
            _ = try? await running.stop(kill: true)
            throw HostError(.notApplied, "\(error)\nserver \(running.name) was stopped again, as it was before")
        }
    }

    private func change(_ running: RunningServer, by action: ServerPlan.Action) async throws {
        let name = running.name
        let before = try? await running.status()
        let pid = running.pid
        var serving = pid.map(Int.init)
        let state = ServedRecord(of: name, in: workspace).state
        do {
            if action == .reload {
                guard try await running.reload() else {
                    throw HostError(.notReloaded, "server \(name) does not answer")
                }
            } else {
                try await StartCheck(of: name, in: workspace).run(withPlaces: running.supervisor == nil)
                serving = try await running.restart(StartWords(), in: workspace).pid
            }
        } catch {
            guard running.pid != pid else {
                throw HostError(.notApplied, "\(error)\nserver \(name) goes on as it was")
            }
            throw try await putBack(running, to: state, because: error)
        }
        do {
            try await requireHealth(of: running, pid: serving, before: before)
        } catch {
            throw try await putBack(running, to: state, because: error)
        }
    }

    // MARK: - Health

    /// What may pass beyond the time that the init of a namespace may take.
    private static let margin = Duration.seconds(5)

    /// Waits until a server is ready, and has answered for a while.
    ///
    /// - Parameters:
    ///   - running: the server
    ///   - pid: the process that has to serve; nil for any
    ///   - before: how it was before the change; nil where it did not run
    /// - Throws: `HostError` that says what is wrong: it ended, does not answer, or serves less than before.
    private func requireHealth(of running: RunningServer, pid: Int?, before: ServerStatus?) async throws {
        let deadline = ContinuousClock.now + running.initTime + Self.margin
        var current = try? await running.status()
        while current?.loading.isEmpty != true {
            guard ContinuousClock.now < deadline, running.isThere else {
                throw HostError(.notApplied, current.map { Self.loading($0) } ?? Self.gone(running))
            }
            try await Task.sleep(for: .milliseconds(10))
            current = try? await running.status()
        }
        guard let status = current, pid == nil || status.pid == pid else { throw Self.crash(of: running) }
        for (what, now, old) in [
            ("left out", status.leftOut, before?.leftOut),
            ("served as before", status.servedAsBefore, before?.servedAsBefore),
            ("quarantined", status.quarantined, before?.quarantined),
        ] {
            let known = Set(ServerStatus.names(old ?? []))
            let new = now.filter { !known.contains(ServerStatus.names([$0])[0]) }
            guard new.isEmpty else { throw HostError(.notApplied, "\(what): \(new.joined(separator: "; "))") }
        }
        let end = ContinuousClock.now + hold
        while ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
            guard let now = try? await running.status(), now.pid == status.pid else { throw Self.crash(of: running) }
        }
    }

    private static func loading(_ status: ServerStatus) -> String {
        "init() did not end in time: \(status.loading.joined(separator: " "))"
    }

    private static func gone(_ running: RunningServer) -> String { "server \(running.name) does not answer" }

    private static func crash(of running: RunningServer) -> HostError {
        HostError(
            .notApplied,
            "server \(running.name) crashed after the change: 'gedis server logs \(running.name)' says where")
    }

    // MARK: - Putting back

    /// How long it is tried: a process that crashes again and again may do so before it could hand over.
    private static let patience = Duration.seconds(20)

    /// Lets a process serve by what the server ran by before.
    ///
    /// - Parameters:
    ///   - running: the server
    ///   - state: what it ran by
    ///   - error: why
    /// - Returns: the error, with what became of the server.
    /// - Throws: `CancellationError` when the task is cancelled.
    private func putBack(
        _ running: RunningServer, to state: ServedState?, because error: any Error
    ) async throws -> HostError {
        guard let state else {
            return HostError(.notApplied, "\(error)\nwhat \(running.name) ran before is not known: it was not put back")
        }
        let folder = running.files.earlierState
        do {
            let definition = state.definition(of: running.name, in: workspace.repo)
            try state.write(into: folder, of: running.name, by: definition)
            try await replace(running, by: StartWords(earlierState: folder))
            return HostError(
                .notApplied,
                "\(error)\nserver \(running.name) was put back to what ran before; the repo is as you wrote it")
        } catch let error as CancellationError {
            throw error
        } catch let failure {
            return HostError(.notApplied, "\(error)\nserver \(running.name) could not be put back: \(failure)")
        }
    }

    private func replace(_ running: RunningServer, by start: StartWords) async throws {
        let end = ContinuousClock.now + Self.patience
        while true {
            do {
                _ = try await running.restart(start, in: workspace)
                return
            } catch let error as HostError where error.code == .notStarted && ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

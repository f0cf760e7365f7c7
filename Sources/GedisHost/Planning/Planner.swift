import GedisConfig
import Glibc

/// Compares the servers that run here with what the repo says.
package struct Planner: Sendable {
    private let workspace: Workspace
    private let machine: String?

    /// A comparison with a repo.
    ///
    /// - Parameters:
    ///   - workspace: where the repo is
    ///   - machine: the machine of the repo that this is, of which only its servers are to run; nil for no particular one
    package init(in workspace: Workspace, as machine: String? = nil) {
        self.workspace = workspace
        self.machine = machine
    }

    /// Plans for servers, those to be stopped first, because others may want their ports.
    ///
    /// - Parameter names: the servers; none for all that are defined or run
    /// - Returns: a plan for each.
    /// - Throws: `ConfigError` when there is no such server, or the repo cannot be read.
    package func plans(for names: [String] = []) async throws -> [ServerPlan] {
        guard let machine else { return try await plans(for: names, of: try workspace.repo.names(of: .server)) }
        let definition = try workspace.repo.machine(machine).definition
        let own = try workspace.repo.names(of: .server).filter(definition.runs)
        return try await Planner(in: try workspace.serving(as: machine)).plans(for: names, of: own, isAlone: false)
    }

    private func plans(
        for names: [String], of defined: [String], isAlone: Bool = true
    ) async throws -> [ServerPlan] {
        let gone = ServerFiles.names(in: workspace.repo, on: workspace.machine).filter {
            !defined.contains($0) && RunningServer($0, in: workspace).isThere
        }
        // Of several machines, not each has every server.
        for name in names where isAlone && !gone.contains(name) { try workspace.requireServer(name) }
        let meant = names.isEmpty ? gone + defined : gone.filter(names.contains) + defined.filter(names.contains)
        let unsaved = await GitFile.unsaved(in: workspace.repo.path)
        var plans: [ServerPlan] = []
        for name in meant {
            var plan = plan(for: name)
            if gone.contains(name), workspace.repo.exists(.server, name) {
                plan = ServerPlan(name: name, action: .stop, reason: "it is not for this machine")
            }
            let status = try? await RunningServer(name, in: workspace).status()
            plan.notes += notes(on: name, status) + unsavedNotes(name, unsaved)
            plans.append(plan)
        }
        return plans
    }

    /// A plan for a server that is defined or runs, without notes.
    package func plan(for name: String) -> ServerPlan {
        let workspace = workspace.keepingEnvironment(of: name)
        let running = RunningServer(name, in: workspace)
        guard workspace.repo.exists(.server, name) else {
            guard running.isThere else { return ServerPlan(name: name, action: .nothing) }
            return ServerPlan(name: name, action: .stop, reason: "its definition is gone")
        }
        do {
            let desired = try RepoState(of: name, in: workspace.repo)
            guard running.isThere else {
                let isKnown = access(running.files.definitionsFile, F_OK) == 0
                return ServerPlan(name: name, action: .start, reason: isKnown ? "it does not run" : "it is new")
            }
            guard running.pid != nil else {
                return ServerPlan(name: name, action: .restart, reason: "no process serves")
            }
            let state = ServedRecord(of: name, in: workspace).state
            guard let served = state.flatMap({ RepoState.Served($0, of: name, in: workspace.repo) }) else {
                return ServerPlan(name: name, action: .restart, reason: "what it has taken over is not known")
            }
            return ServerPlan(name, for: desired.changes(since: served))
        } catch {
            return ServerPlan(name: name, action: .mend, reason: "\(error)")
        }
    }

    // MARK: - Notes

    private func notes(on name: String, _ status: ServerStatus?) -> [String] {
        var notes: [String] = []
        let workspace = workspace.keepingEnvironment(of: name)
        let running = RunningServer(name, in: workspace)
        if let server = try? workspace.repo.server(name), server.definition.ssl {
            let check = CertificateCheck(
                workspace.repo.certificate(of: server), advice: "'gedis cert generate \(name) --force' makes another")
            if let end = try? check.end() { notes.append(end) }
        }
        guard running.isThere else { return notes }
        if ServedRecord(of: name, in: workspace).state?.isEarlier == true {
            notes.append("it was put back to what ran before the last apply")
        }
        if running.pid != nil, !running.runsThisProgram {
            notes.append("another gedis serves it: 'gedis server upgrade \(name)' lets this one")
        }
        guard let status else { return notes + ["it does not answer now"] }
        notes += status.leftOut.map { "left out: \($0)" }
        notes += status.servedAsBefore.map { "served as before: \($0)" }
        notes += status.quarantined.map { "quarantined: \($0); 'gedis server reload \(name)' lets it try again" }
        return notes + status.notThere.map { "not there: \($0)" }
    }

    /// Files that were edited and that git does not have.
    private func unsavedNotes(_ name: String, _ unsaved: [String]) -> [String] {
        let repo = workspace.keepingEnvironment(of: name).repo
        var prefixes = ["server/\(name)/"]
        prefixes += ServedState.Definitions(of: name, in: repo)?.files(of: name) ?? ["server/\(name).yaml"]
        let files = unsaved.filter { file in prefixes.contains { file.hasPrefix($0) } }
        guard !files.isEmpty else { return [] }
        let more = files.count > 3 ? " and \(files.count - 3) more" : ""
        return ["edited, and git does not have it: \(files.prefix(3).joined(separator: " "))\(more)"]
    }
}

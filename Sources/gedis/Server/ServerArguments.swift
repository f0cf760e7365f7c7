import ArgumentParser
import GedisConfig
import GedisHost

/// Which servers a verb is for.
struct ServerArguments: ParsableArguments {
    @OptionGroup var repo: RepoOptions
    @Flag(help: "All servers that the verb has something to do with.") var all = false
    @Argument(help: "The servers' names; main where there are none.", completion: Candidates.servers)
    var names: [String] = []

    /// The servers' names.
    ///
    /// - Parameters:
    ///   - workspace: where their definitions are
    ///   - isMeant: whether a server is one of all
    /// - Returns: the names.
    /// - Throws: `Failure` when both names and all are asked for, `ConfigError` when the repo cannot be read.
    func chosen(
        in workspace: Workspace, ofAllThat isMeant: (RunningServer) -> Bool = { _ in true }
    ) throws -> [String] {
        guard !all || names.isEmpty else { throw Failure(.usage, "--all means all servers: leave the names out") }
        guard all else { return names.isEmpty ? ["main"] : names }
        return try workspace.repo.names(of: .server).filter { isMeant(RunningServer($0, in: workspace)) }
    }

    /// Does something with each server, one after the other. Where it fails for one of several, that is said, and the others
    /// have their turn.
    ///
    /// - Parameters:
    ///   - doing: what is done, as progress on a terminal has it; nil for what does not take long
    ///   - isMeant: whether a server is one of all
    ///   - body: what is done
    /// - Throws: what `body` throws for the only server, or the first failure of several, which has been printed.
    func forEach(
        _ doing: String? = nil, ofAllThat isMeant: (RunningServer) -> Bool = { _ in true },
        _ body: (_ name: String, _ workspace: Workspace) async throws -> Void
    ) async throws {
        let workspace = try Workspace(repo)
        let chosen = try chosen(in: workspace, ofAllThat: isMeant)
        func handle(_ name: String) async throws {
            let progress = doing.map { ProgressLine("\($0) \(name)") }
            defer { progress?.end() }
            try await body(name, workspace.keepingEnvironment(of: name))
        }
        if chosen.count == 1 { return try await handle(chosen[0]) }
        var first: Failure?
        for name in chosen {
            do {
                try await handle(name)
            } catch {
                let failure = Failure(explaining: error)
                if !failure.message.isEmpty { Terminal.complain(failure.message) }
                first = first ?? Failure(failure.code, "")
            }
        }
        if let first { throw first }
    }
}

import GedisConfig

/// What the gedis of a machine said when it was asked to plan or to apply.
struct MachineReply: Sendable {
    /// The version of it.
    var version: String
    /// The code with which it ended.
    var code: Int32
    /// The answer.
    var text: String
    /// What it said besides.
    var errors: String

    /// Why it did not do what it was asked.
    ///
    /// - Parameter isSaid: whether the reason is known already
    /// - Returns: the error; an empty one where there is nothing more to be said.
    func failure(isSaid: Bool = false) -> HostError {
        var said = [errors, MachineState.note(on: version) ?? ""].filter { !$0.isEmpty }
        if errors.isEmpty, !isSaid { said.insert("it ended with code \(code)", at: 0) }
        return HostError(code == 2 ? .invalid : .machine, said.joined(separator: "\n"))
    }
}

extension MachineConnection {
    /// Has the gedis there do something with a commit that was pushed.
    ///
    /// - Parameters:
    ///   - verb: `plan` or `apply`
    ///   - options: more options for it
    ///   - commit: the commit
    ///   - servers: the servers; none for all
    ///   - deadline: how long it may take
    /// - Returns: what it said.
    /// - Throws: `HostError` when the machine does not answer.
    func gedis(
        _ verb: String, _ options: [String], _ commit: RepoCommit, _ servers: [String], within deadline: Duration
    ) async throws -> MachineReply {
        let repo = commit.prefix.isEmpty ? definition.path : "\(definition.path)/\(commit.prefix)"
        let words =
            ["--repo", repo, "--as", name, "--commit", commit.id] + options + ["--output", "json"] + servers
        let program = definition.program.shellWord
        let output = try await run(
            """
            \(program) --version </dev/null || exit
            exec \(program) \(verb) \(words.map(\.shellWord).joined(separator: " ")) </dev/null

            """, within: deadline)
        let lines = output.text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return MachineReply(
            version: String(lines[0]), code: output.code, text: lines.count > 1 ? String(lines[1]) : "",
            errors: output.errors)
    }
}

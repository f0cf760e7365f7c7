import Subprocess
import SystemPackage

/// Git, run to its end. It asks nobody anything.
enum GitProcess {
    /// What a run came to.
    struct Output: Sendable {
        /// Whether git did what it was asked.
        var succeeded: Bool
        /// What it wrote to its standard output, without the last line's end.
        var text: String
        /// What it said besides.
        var errors: String
    }

    /// Runs git in a folder.
    ///
    /// - Parameters:
    ///   - words: what to do
    ///   - folder: the folder
    ///   - variables: what the environment has besides
    /// - Returns: what it said.
    /// - Throws: `HostError` when there is no git, `CancellationError`.
    static func run(
        _ words: [String], in folder: String, _ variables: [String: String] = [:]
    ) async throws -> Output {
        var all: [Environment.Key: String?] = ["GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]
        for (name, value) in variables { all[Environment.Key(stringLiteral: name)] = value }
        do {
            let result = try await Subprocess.run(
                .name("git"), arguments: Arguments(["-C", folder] + words), environment: .inherit.updating(all),
                output: .string(limit: longestOutput), error: .string(limit: longestOutput))
            var text = result.standardOutput
            if text.hasSuffix("\n") { text.removeLast() }
            return Output(succeeded: result.terminationStatus.isSuccess, text: text, errors: result.standardError)
        } catch let error as SubprocessError {
            throw HostError(.system, "cannot run git: \(error)")
        }
    }

    /// Runs git in a folder, and requires that it succeeds.
    ///
    /// - Returns: what it wrote to its standard output.
    /// - Throws: `HostError` with what it said, `CancellationError`.
    static func done(
        _ words: [String], in folder: String, _ variables: [String: String] = [:]
    ) async throws -> String {
        let output = try await run(words, in: folder, variables)
        guard output.succeeded else {
            let said = output.errors.split(separator: "\n").joined(separator: "; ")
            throw HostError(.git, "git \(words.first ?? "") in \(folder): \(said)")
        }
        return output.text
    }

    private static let longestOutput = 1 << 20
}

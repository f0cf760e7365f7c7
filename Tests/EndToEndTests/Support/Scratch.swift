import Foundation
import Subprocess
import TestSupport
import Testing

/// A folder of a test's own with an empty config repo, in which the tool finds everything that it otherwise has in the
/// user's folders.
struct Scratch: ScratchFiles, Sendable {
    let folder: String
    let environment: [String: String]

    fileprivate init(in folder: String) throws {
        self.folder = folder
        // What the user has set must not decide how a test ends, except for where the compiler is.
        let others = ["GEDIS_REPO", "GEDIS_ENVIRONMENT", "GEDIS_KEY_FILE", "VISUAL", "EDITOR", "NO_COLOR"]
        var environment = ProcessInfo.processInfo.environment.filter { key, _ in
            !key.hasPrefix("XDG_") && !others.contains(key)
        }
        environment["HOME"] = folder
        environment["XDG_CONFIG_HOME"] = "\(folder)/config"
        environment["XDG_DATA_HOME"] = "\(folder)/data"
        environment["XDG_STATE_HOME"] = "\(folder)/state"
        environment["XDG_CACHE_HOME"] = try ScratchFolder.sharedCache()
        self.environment = environment
        try makeFolder("instances")
    }

    /// Runs the tool.
    func gedis(_ words: String..., input: String = "", environment: [String: String] = [:]) async throws -> Outcome {
        try await run(Tool.path, words, input: input, environment: environment)
    }

    /// Runs the tool and requires that it succeeds.
    ///
    /// - Returns: what it printed, without the last line's end.
    @discardableResult
    func done(
        _ words: String..., input: String = "", environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let outcome = try await run(Tool.path, words, input: input, environment: environment)
        try #require(
            outcome.code == 0, "gedis \(words.joined(separator: " ")): \(outcome.output)\(outcome.errors)",
            sourceLocation: sourceLocation)
        return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
    }

    /// Runs a program in the folder.
    func run(
        _ program: String, _ words: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await TestProgram.run(
            program, words, in: folder, environment: self.environment.merging(environment) { $1 }, input: input)
    }

    /// How a program is run in the folder.
    func configuration(
        _ program: String, _ words: [String], _ environment: [String: String] = [:]
    ) -> Configuration {
        TestProgram.configuration(
            program, words, in: folder, environment: self.environment.merging(environment) { $1 })
    }
}

/// Gives `body` a folder of its own; ends the servers that it left running, and removes the folder.
func withScratch(_ body: (Scratch) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        let scratch = try Scratch(in: folder)
        do {
            try await body(scratch)
        } catch {
            await scratch.clean()
            throw error
        }
        await scratch.clean()
    }
}

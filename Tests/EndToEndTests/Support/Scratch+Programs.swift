import Foundation
import Subprocess
import TestSupport
import Testing

extension Scratch {
    /// The rows of a listing of the tool.
    func listing<Row: Decodable>(
        _ row: Row.Type, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [Row] {
        let outcome = try await run(Tool.path, words + ["--output", "json"])
        try #require(outcome.code == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
    }

    /// What redis-cli prints of a reply when it is not run in a terminal, without the last line's end.
    func redisCLI(_ port: Int, _ words: String..., input: String = "") async throws -> String {
        let outcome = try await run("redis-cli", ["-p", "\(port)"] + words, input: input)
        let output = outcome.output + outcome.errors
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }

    /// Runs a Python program that has redis-py, and requires that it succeeds.
    ///
    /// - Returns: what it printed, without the last line's end.
    @discardableResult
    func python(
        _ program: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let outcome = try await run(Tool.python, ["-c", program] + words)
        try #require(outcome.code == 0, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
    }
}

import Foundation
package import Subprocess
import SystemPackage

/// A program that a test runs: by its path, or by its name on the search path.
package enum TestProgram {
    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: its path or name
    ///   - words: its arguments
    ///   - folder: where it runs; nil for the folder of the tests
    ///   - environment: all of its variables; nil for those of the tests
    ///   - input: its standard input
    /// - Returns: what it printed and how it ended.
    /// - Throws: when it can't be started.
    package static func run(
        _ program: String, _ words: [String], in folder: String? = nil, environment: [String: String]? = nil,
        input: String = ""
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration(program, words, in: folder, environment: environment), input: .string(input),
            output: .bytes(limit: 1 << 24), error: .string(limit: 1 << 24))
        return Outcome(
            bytes: result.standardOutput, errors: result.standardError, status: result.terminationStatus)
    }

    /// Runs a program to its end.
    package static func run(_ program: String, _ words: String...) async throws -> Outcome {
        try await run(program, words)
    }

    /// Runs a program to its end and requires that it succeeds.
    ///
    /// - Returns: what it wrote to its standard output.
    @discardableResult
    package static func done(_ program: String, _ words: [String], in folder: String? = nil) async throws -> [UInt8] {
        let outcome = try await run(program, words, in: folder)
        guard outcome.code == 0 else {
            throw TestFailure("\(program) \(words) ended with \(outcome.code): \(outcome.all)")
        }
        return outcome.bytes
    }

    /// How a program is run.
    package static func configuration(
        _ program: String, _ words: [String], in folder: String? = nil, environment: [String: String]? = nil
    ) -> Configuration {
        let variables = environment.map { all in
            Environment.custom(
                Dictionary(uniqueKeysWithValues: all.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
        }
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(words), environment: variables ?? .inherit,
            workingDirectory: folder.map { FilePath($0) })
    }
}

/// What a program printed, and how it ended.
package struct Outcome: Sendable {
    /// What it wrote to its standard output.
    package var bytes: [UInt8]
    package var errors: String
    /// The exit code; -1 when a signal ended it.
    package var code: Int32

    package init(bytes: [UInt8], errors: String, status: TerminationStatus) {
        self.bytes = bytes
        self.errors = errors
        code = if case .exited(let code) = status { code } else { -1 }
    }

    package init(output: String, errors: String, status: TerminationStatus) {
        self.init(bytes: Array(output.utf8), errors: errors, status: status)
    }

    /// What it wrote to its standard output, as text.
    package var output: String { String(decoding: bytes, as: UTF8.self) }

    /// All that it printed.
    package var all: String { output + errors }
}

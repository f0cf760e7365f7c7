import FoundationEssentials
import Subprocess
import SystemPackage

/// A program that is run to its end: the compiler, or what installs packages of Python.
struct ToolProcess: Sendable {
    /// Where it is.
    let path: String
    /// How long one run may take.
    let deadline: Duration

    /// What a run came to.
    struct Output: Sendable {
        /// Whether the program did what it was asked.
        var succeeded: Bool
        /// What it said.
        var text: String
    }

    /// Runs the program in a folder, without a shell.
    ///
    /// - Parameters:
    ///   - arguments: what to do
    ///   - folder: the working folder; paths in messages are relative to it
    /// - Returns: what it said, and whether it succeeded.
    /// - Throws: `NamespaceError` when it does not end in time; what running it throws; `CancellationError`.
    func run(_ arguments: [String], in folder: String) async throws -> Output {
        // A group of its own: it starts further programs, which have to end with it.
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
        ]
        let configuration = Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments),
            // The compiler leaves folders among what is temporary.
            environment: .inherit.updating(["TMPDIR": folder]), workingDirectory: FilePath(folder),
            platformOptions: options)
        return try await withThrowingTaskGroup(of: Output.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    configuration, input: .none, output: .string(limit: Self.longestOutput), error: .combinedWithOutput)
                return Output(succeeded: result.terminationStatus.isSuccess, text: result.standardOutput)
            }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw NamespaceError(
                    .deadline, "\(path) did not end within \(deadline) and was stopped")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? Output(succeeded: false, text: "")
        }
    }

    /// The most that a run may say, in bytes.
    private static let longestOutput = 16 << 20
}

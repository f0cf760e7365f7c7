import FoundationEssentials
import GedisConfig
import GedisNamespaces
import Subprocess
import SystemPackage

/// A machine, reached by the system's ssh, which asks nobody anything.
struct MachineConnection: Sendable {
    /// What a script came to.
    struct Output: Sendable {
        /// The code with which it ended.
        var code: Int32
        /// What it wrote to its standard output.
        var text: String
        /// What it said besides, without the last line's end.
        var errors: String
    }

    /// The machine's name.
    let name: String
    /// What its definition says.
    let definition: MachineDefinition
    /// How long it may take to answer.
    let patience: Duration
    /// What its commands have in common.
    let connections: SharedConnections

    private static let longestOutput = 16 << 20
    /// The code with which ssh ends that did not come through, or lost the machine.
    private static let lost: Int32 = 255

    private var host: String { definition.addr.isEmpty ? name : definition.addr }

    /// The options without which ssh would ask, or wait for long.
    private var options: [String] {
        let seconds = max(1, patience.components.seconds)
        let own = ["BatchMode=yes", "ConnectTimeout=\(seconds)", "ServerAliveInterval=5", "ServerAliveCountMax=3"]
        return (own + connections.options).flatMap { ["-o", $0] }
    }

    /// Where git finds the machine's repository.
    private var url: String {
        let user = definition.user.isEmpty ? "" : "\(definition.user)@"
        let port = definition.port == 0 ? "" : ":\(definition.port)"
        let folder = definition.path.hasPrefix("/") ? definition.path : "/~/\(definition.path)"
        let path = URL(filePath: folder, directoryHint: .notDirectory).path(percentEncoded: true)
        return "ssh://\(user)\(host.contains(":") ? "[\(host)]" : host)\(port)\(path)"
    }

    /// What lets git reach the machine as this does.
    private var gitVariables: [String: String] {
        ["GIT_SSH_COMMAND": "ssh " + options.map(\.shellWord).joined(separator: " "), "GIT_SSH_VARIANT": "ssh"]
    }

    /// Runs a script for a POSIX shell there, in the user's home.
    ///
    /// - Parameters:
    ///   - script: the script; its commands are not to read its standard input
    ///   - deadline: how long it may take besides the time in which the machine answers
    /// - Returns: what it came to.
    /// - Throws: `HostError` of code `unreachable` when the machine does not answer, or the script does not end.
    func run(_ script: String, within deadline: Duration) async throws -> Output {
        let port = definition.port == 0 ? [] : ["-p", "\(definition.port)"]
        let user = definition.user.isEmpty ? [] : ["-l", definition.user]
        let words = options + port + user + ["--", host, "exec sh -s"]
        let output = try await within(patience + deadline) {
            var platform = PlatformOptions()
            platform.processGroupID = 0
            platform.teardownSequence = [
                .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
            ]
            let result = try await Subprocess.run(
                .name("ssh"), arguments: Arguments(words), platformOptions: platform, input: .string(script),
                output: .string(limit: Self.longestOutput), error: .string(limit: Self.longestOutput))
            let code = if case .exited(let code) = result.terminationStatus { code } else { Self.lost }
            return Output(
                code: code, text: result.standardOutput,
                errors: result.standardError.trimmed)
        }
        guard output.code != Self.lost else { throw unreachable(output.errors) }
        return output
    }

    /// Pushes a commit to the machine's repository, as a ref besides its branches. The repository is made where it is not
    /// there yet.
    ///
    /// - Parameters:
    ///   - commit: the commit
    ///   - deadline: how long it may take besides the time in which the machine answers
    /// - Throws: `HostError` when the machine does not answer, or lacks what is needed.
    func push(_ commit: RepoCommit, within deadline: Duration) async throws {
        let words = ["push", "--quiet", "--no-verify", url, "+\(commit.id):refs/gedis/pushed"]
        func push() async throws -> GitProcess.Output {
            try await within(patience + deadline) {
                try await GitProcess.run(words, in: commit.repository, gitVariables)
            }
        }
        guard try await !push().succeeded else { return }
        // It makes the repository, or says what is missing.
        _ = try await state()
        let result = try await push()
        guard result.succeeded else {
            throw HostError(.machine, "machine \(name): git push failed: \(Self.lastWords(of: result.errors))")
        }
    }

    private func within<R: Sendable>(
        _ deadline: Duration, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: R.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw unreachable("no answer within \(deadline.components.seconds) s")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func unreachable(_ words: String) -> HostError {
        HostError(.unreachable, "machine \(name) cannot be reached: \(Self.lastWords(of: words))")
    }

    /// What ssh or git said at last, in one line.
    private static func lastWords(of errors: String) -> String {
        let lines = errors.split(whereSeparator: \.isNewline).map(\.trimmed)
        return lines.suffix(2).joined(separator: "; ")
    }
}

extension String {
    /// The text as one word of a POSIX shell.
    var shellWord: String { "'" + replacing("'", with: "'\\''") + "'" }
}

import FoundationEssentials
import GedisConfig
import Glibc

/// Starts a server under a supervisor, in processes of their own that outlive this one and its terminal.
package struct Detachment: Sendable {
    private let name: String
    private let workspace: Workspace
    private let words: [String]

    /// How long a server may take until it answers; it may have to compile its namespaces first.
    private static let patience = Duration.seconds(300)

    /// Describes a start.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - workspace: where its definition is
    ///   - words: the words behind the program's name that run the supervisor
    package init(of name: String, in workspace: Workspace, words: [String]) {
        self.name = name
        self.workspace = workspace
        self.words = words
    }

    /// Starts the server and waits until it answers.
    ///
    /// - Parameter isChecked: whether what is wrong in the repo is found before
    /// - Returns: how it is.
    /// - Throws: `ConfigError` when its definition is wrong, `HostError` with the last lines of the log when it ended
    ///   instead.
    package func start(isChecked: Bool = true) async throws -> ServerStatus {
        let running = RunningServer(name, in: workspace)
        if let pid = running.pid ?? running.supervisor { throw HostError.alreadyRuns(name, "pid \(pid)") }
        if isChecked {
            // What is wrong with the definition is said here, as it is in the foreground, and not by way of the log.
            _ = try workspace.backend(of: try workspace.repo.server(name))
            // Who starts it is there to mend a source, unlike at a start after a crash.
            try await StartCheck(of: name, in: workspace).buildNamespaces()
        }
        try running.files.makeFolder()
        let log = running.files.logFile
        let start = Self.size(of: log)
        let supervisor = try spawn(log: log)
        let deadline = ContinuousClock.now + Self.patience
        var serving: ServerStatus?
        while ContinuousClock.now < deadline {
            var status: Int32 = 0
            if waitpid(supervisor, &status, WNOHANG) == supervisor {
                throw HostError(.notStarted, "server \(name) did not start\n\(Self.lastLines(of: log, from: start))")
            }
            // It serves before every init has ended; who starts it is shown what came of them.
            if let status = try? await running.status(), running.supervisor == supervisor {
                if status.loading.isEmpty { return status }
                serving = status
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        if let serving { return serving }
        kill(supervisor, SIGTERM)
        throw HostError(
            .notStarted, "server \(name) did not answer within \(Self.patience); see 'gedis server logs \(name)'")
    }

    /// `POSIX_SPAWN_SETSID` of <spawn.h>, which glibc shows only to GNU programs.
    private static let newSession: Int16 = 0x80

    private func spawn(log: String) throws(HostError) -> pid_t {
        try Program.start(words: words) { actions, attributes in
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
            // A session of its own: closing the terminal does not end it.
            posix_spawnattr_setflags(&attributes, Self.newSession)
        }
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func lastLines(of path: String, from start: Int) -> String {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        let log = String(decoding: bytes.dropFirst(start), as: UTF8.self)
        return log.split(separator: "\n").suffix(12).map { "  \($0)" }.joined(separator: "\n")
    }
}

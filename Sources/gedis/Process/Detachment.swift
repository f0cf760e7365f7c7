import Foundation
import GedisConfig
import Glibc

/// Starts a server under a supervisor, in processes of their own that outlive this one and its terminal.
struct Detachment {
    let workspace: Workspace
    let name: String
    /// What to add to the words with which a server is started.
    let options: [String]

    /// How long a server may take until it answers; it may have to compile its namespaces first.
    private static let patience = Duration.seconds(300)

    /// Starts the server and waits until it answers.
    ///
    /// - Returns: the line in which the server said where it listens, and the number of the process that serves.
    /// - Throws: `Failure` with the last lines of the log when it ended instead.
    func start() async throws -> (greeting: String, pid: Int) {
        let running = try RunningServer(name, in: workspace)
        if let pid = running.pid ?? running.supervisor {
            throw Failure(.failed, "server \(name) runs already (pid \(pid)): 'gedis server stop \(name)' stops it")
        }
        // What is wrong with the definition is said here, as it is without --detach, and not by way of the log.
        _ = try workspace.backend(of: try workspace.repo.server(name))
        try running.state.makeFolder()
        let start = Self.size(of: running.state.logFile)
        let supervisor = try spawn(log: running.state.logFile)
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            var status: Int32 = 0
            if waitpid(supervisor, &status, WNOHANG) == supervisor {
                let log = Self.text(of: running.state.logFile, from: start)
                throw Failure(.failed, "server \(name) did not start\n\(Self.lastLines(of: log))")
            }
            if let answer = try? await running.status(), running.supervisor == supervisor {
                return (answer.greeting, answer.pid)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(supervisor, SIGTERM)
        throw Failure(.failed, "server \(name) did not answer within \(Self.patience); see 'gedis server logs \(name)'")
    }

    /// `POSIX_SPAWN_SETSID` of <spawn.h>, which glibc shows only to GNU programs.
    private static let newSession: Int16 = 0x80

    private func spawn(log: String) throws(Failure) -> pid_t {
        let words = ["server", "start", name, "--repo", workspace.repo.path, "--supervise"] + options
        return try Program.start(words: words) { actions, attributes in
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

    private static func text(of path: String, from start: Int) -> String {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return String(decoding: bytes.dropFirst(start), as: UTF8.self)
    }

    private static func lastLines(of log: String) -> String {
        log.split(separator: "\n").suffix(12).map { "  \($0)" }.joined(separator: "\n")
    }
}

import Foundation
import GedisConfig
import Glibc

/// Starts a server as a process of its own that outlives this one and its terminal.
struct Detachment {
    let workspace: Workspace
    let name: String
    let isWatching: Bool

    /// How long a server may take until it answers; it may have to compile its namespaces first.
    private static let patience = Duration.seconds(300)

    /// Starts the server and waits until it answers.
    ///
    /// - Returns: the line in which the server said where it listens, and its process' number.
    /// - Throws: `Failure` with the last lines of the log when it ended instead.
    func start() async throws -> (greeting: String, pid: Int32) {
        let running = try RunningServer(name, in: workspace)
        if let pid = running.pid {
            throw Failure(.failed, "server \(name) runs already (pid \(pid)): 'gedis server stop \(name)' stops it")
        }
        // What is wrong with the definition is said here, as it is without --detach, and not by way of the log.
        _ = try workspace.backend(of: try workspace.repo.server(name))
        try running.state.makeFolder()
        let start = Self.size(of: running.state.logFile)
        let child = try spawn(log: running.state.logFile)
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                let log = Self.text(of: running.state.logFile, from: start)
                throw Failure(.failed, "server \(name) did not start\n\(Self.lastLines(of: log))")
            }
            if let answer = try? await running.status(), answer.pid == Int(child) {
                return (answer.greeting, child)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(child, SIGTERM)
        throw Failure(.failed, "server \(name) did not answer within \(Self.patience); see 'gedis server logs \(name)'")
    }

    /// `POSIX_SPAWN_SETSID` of <spawn.h>, which glibc shows only to GNU programs.
    private static let newSession: Int16 = 0x80

    private func spawn(log: String) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own: closing the terminal does not end it.
        posix_spawnattr_setflags(&attributes, Self.newSession)

        // The name that `ps` shows; the link itself serves where the file was replaced meanwhile.
        let link = "/proc/self/exe"
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
        let executable = access(target, X_OK) == 0 ? target : link
        var words = [executable, "server", "start", name, "--repo", workspace.repo.path]
        if isWatching { words.append("--watch") }
        let arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let result = posix_spawn(&child, executable, &actions, &attributes, arguments, environ)
        guard result == 0 else {
            throw Failure(.failed, "cannot start a process for server \(name): \(String(cString: strerror(result)))")
        }
        return child
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

import FoundationEssentials
import Glibc

/// A program that the benchmark started.
final class ChildProcess {
    let pid: pid_t
    private let output: String?
    private var hasEnded = false

    /// What it has printed.
    var printed: String { output.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? "" }

    /// Starts a program, found on the PATH.
    ///
    /// - Parameters:
    ///   - arguments: its name and arguments
    ///   - environment: variables to set for it
    ///   - output: the file that takes what it prints; nil for nowhere
    /// - Throws: `BenchFailure` when there is no such program.
    init(_ arguments: [String], environment: [String: String] = [:], output: String? = nil) throws(BenchFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var words = arguments.map { strdup($0) } + [nil]
        var settings = variables.map { strdup($0) } + [nil]
        defer { for text in words + settings { free(text) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, arguments[0], &actions, nil, &words, &settings)
        guard result == 0 else {
            throw BenchFailure("cannot start \(arguments[0]): \(String(cString: strerror(result)))")
        }
        self.pid = pid
        self.output = output
    }

    deinit { end() }

    /// Waits until it ends by itself.
    ///
    /// - Returns: its exit code; -1 where a signal ended it.
    func wait() -> Int {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        hasEnded = true
        return status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : -1
    }

    /// Asks it to end, and sees that it does.
    func end() {
        guard !hasEnded else { return }
        kill(pid, SIGTERM)
        for _ in 0..<500 {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid {
                hasEnded = true
                return
            }
            usleep(10_000)
        }
        kill(pid, SIGKILL)
        _ = wait()
    }

    /// Whether it has ended by itself.
    func isGone() -> Bool {
        guard !hasEnded else { return true }
        var status: Int32 = 0
        hasEnded = waitpid(pid, &status, WNOHANG) == pid
        return hasEnded
    }

    /// Runs a program to its end.
    ///
    /// - Throws: `BenchFailure` with what it printed, when it fails.
    static func run(_ arguments: [String], output: String) throws(BenchFailure) {
        let process = try ChildProcess(arguments, output: output)
        guard process.wait() != 0 else { return }
        throw BenchFailure("\(arguments.joined(separator: " ")) failed:\n\(process.printed)")
    }
}

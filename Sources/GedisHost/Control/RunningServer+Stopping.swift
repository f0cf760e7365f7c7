import FoundationEssentials
import GedisKit
import Glibc

extension RunningServer {
    /// What the processes may take to end beyond the time that the server gives its clients.
    private static let margin = Duration.seconds(5)

    /// Stops the server and waits until its processes have ended.
    ///
    /// - Parameter kill: whether processes that do not end in time are killed
    /// - Returns: whether it ran.
    /// - Throws: `HostError` when it does not end within its `shutdown_timeout`, and a little more.
    package func stop(kill: Bool = false) async throws -> Bool {
        // The supervisor is the first to end by force: it would replace the other.
        let processes = [supervisor, pid].compactMap(\.self)
        guard let first = processes.first else { return false }
        if supervisor != nil {
            Glibc.kill(first, SIGTERM)
        } else if (try? await call("gedis.stop")) ?? nil == nil {
            Glibc.kill(first, SIGTERM)
        }
        let patience = shutdownTime + Self.margin
        let deadline = ContinuousClock.now + patience
        // While a process ends, it can be gone by its state and still have its files, by the lock on one of which it is
        // known.
        while processes.contains(where: { Self.isAlive($0) || [supervisor, pid].contains($0) }) {
            if ContinuousClock.now > deadline {
                guard kill else {
                    throw HostError(
                        .notStopped, "server \(name) (pid \(first)) did not stop within \(patience): --kill ends it")
                }
                for process in processes { Glibc.kill(process, SIGKILL) }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Whether a process is there. One that has ended counts as gone, also before its parent has noticed.
    static func isAlive(_ pid: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return status.drop { $0 != ")" }.dropFirst(2).first != "Z"
    }
}

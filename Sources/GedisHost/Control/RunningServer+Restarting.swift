import FoundationEssentials
import GedisConfig
import Glibc

extension RunningServer {
    /// How long the process before may take to end beyond the time that the server gives its clients.
    private static let margin = Duration.seconds(5)

    /// Lets another process serve: without a gap where a supervisor can do so, and otherwise by a stop and a start.
    ///
    /// - Parameters:
    ///   - start: how it is started
    ///   - workspace: where its definition is
    /// - Returns: how the server is then.
    /// - Throws: why the other process does not serve; nothing has changed then, but for a server without a supervisor.
    package func restart(_ start: StartWords, in workspace: Workspace) async throws -> ServerStatus {
        if let status = try await restart(start.launch(name, in: workspace)) { return status }
        _ = try await stop()
        return try await Detachment(of: name, in: workspace, words: start.words(.supervise, name, in: workspace))
            .start(isChecked: start.earlierState == nil)
    }

    /// Lets another process take the place of the one that serves, without a gap.
    ///
    /// - Parameters:
    ///   - launch: by which words
    ///   - program: the program; nil for this one
    /// - Returns: how the server is then; nil where it does not run, or has no supervisor that could do so.
    /// - Throws: `HostError` that says why the other process could not serve; nothing has changed then.
    package func restart(_ launch: Launch, program: String? = nil) async throws -> ServerStatus? {
        guard supervisor != nil else { return nil }
        var launch = launch
        launch.program = try program.map(Self.executable) ?? Program.path
        guard let answer = try await RestartSocket.ask(at: files.restartSocket, launch) else { return nil }
        guard let pid = answer.pid else {
            throw HostError(
                .notStarted, "server \(name) was not stopped, and goes on as it was: \(answer.error ?? "?")")
        }
        let deadline = ContinuousClock.now + shutdownTime + Self.margin
        while let old = answer.old, Self.isAlive(old), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        while ContinuousClock.now < deadline {
            if let status = try? await status(), status.pid == Int(pid) { return status }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw HostError(.notStarted, "server \(name) has another process, pid \(pid), which does not answer")
    }

    /// Whether the process that serves runs the program that this one is.
    package var runsThisProgram: Bool {
        guard let pid else { return false }
        var (own, other) = (stat(), stat())
        return stat("/proc/self/exe", &own) == 0 && stat("/proc/\(pid)/exe", &other) == 0
            && own.st_ino == other.st_ino && own.st_dev == other.st_dev
    }

    private static func executable(_ path: String) throws(HostError) -> String {
        let whole = URL(filePath: path).path
        guard access(whole, X_OK) == 0 else { throw .system(.notStarted, "cannot start \(path)", errno) }
        return whole
    }
}

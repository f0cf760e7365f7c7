import GedisConfig
package import GedisSettings

/// The words behind the program's name that start the processes of a server.
package struct StartWords: Sendable {
    /// What a process of `gedis server start` is.
    package enum Role: String, Sendable {
        /// The one that watches over the other.
        case supervise
        /// The one that serves.
        case supervised
    }

    /// Whether namespaces are loaded anew as soon as their sources change.
    package var isWatching: Bool
    /// From which level on events are logged, whatever the definition says; nil for what it says.
    package var logLevel: ReportingSettings.LogLevel?
    /// The folder with definitions and sources that are read in place of the repo's; nil for the repo's.
    package var earlierState: String?

    /// Describes a start.
    ///
    /// - Parameters:
    ///   - isWatching: whether namespaces are loaded anew as soon as their sources change
    ///   - logLevel: from which level on events are logged; nil for what the definition says
    ///   - earlierState: the folder that is read in place of the repo's definitions and sources
    package init(
        isWatching: Bool = false, logLevel: ReportingSettings.LogLevel? = nil, earlierState: String? = nil
    ) {
        self.isWatching = isWatching
        self.logLevel = logLevel
        self.earlierState = earlierState
    }

    /// The words that start one process of a server.
    package func words(_ role: Role, _ server: String, in workspace: Workspace) -> [String] {
        ["server", "start", server, "--repo", workspace.repo.path, "--\(role.rawValue)"]
            + (workspace.repo.environment.map { ["--environment", $0] } ?? [])
            + (isWatching ? ["--watch"] : []) + (logLevel.map { ["--log-level", $0.rawValue] } ?? [])
            + (earlierState.map { ["--earlier-state", $0] } ?? [])
    }

    /// The words that start each of a server's processes.
    package func launch(_ server: String, in workspace: Workspace) -> Launch {
        let words = words(.supervised, server, in: workspace)
        return Launch(
            serving: words, servingAfterCrash: words + ["--after-crash"],
            supervising: self.words(.supervise, server, in: workspace))
    }
}

import GedisSettings
import ArgumentParser
import GedisConfig
import GedisHost

/// How a server is started.
struct StartOptions: ParsableArguments {
    @Flag(help: "Load a namespace anew as soon as its source in the config repo changes.") var watch = false
    @Option(help: "From which level on events are logged, whatever log_level of the definition says.")
    var logLevel: ReportingSettings.LogLevel?

    /// What a process of `gedis server start` is.
    enum Role: String {
        /// The one that watches over the other.
        case supervise
        /// The one that serves.
        case supervised
    }

    /// The words behind `gedis` that start the processes of a server.
    func launch(_ server: String, in workspace: Workspace) -> Launch {
        let words = words(.supervised, server, in: workspace)
        return Launch(
            serving: words, servingAfterCrash: words + ["--after-crash"],
            supervising: self.words(.supervise, server, in: workspace))
    }

    /// The words behind `gedis` that start a server so.
    func words(_ role: Role, _ server: String, in workspace: Workspace) -> [String] {
        ["server", "start", server, "--repo", workspace.repo.path, "--\(role.rawValue)"]
            + (watch ? ["--watch"] : []) + (logLevel.map { ["--log-level", $0.rawValue] } ?? [])
    }
}

import ArgumentParser
import GedisConfig
import GedisHost

/// Which config repo a command works in.
struct RepoOptions: ParsableArguments {
    @Option(
        help:
            "The config repo's folder. Without it: GEDIS_REPO, an instances/ folder here or above, or the user's own.",
        completion: .directory)
    var repo: String?

    @Option(
        help: """
            Read what files such as server/main.prod.yaml say besides. Without it: GEDIS_ENVIRONMENT; of a server that \
            runs, the one that it was started for. "" is none.
            """)
    var environment: String?
}

extension Workspace {
    /// Finds the repo that a command works in, and this user's folders.
    ///
    /// - Parameters:
    ///   - options: which repo
    ///   - earlierState: a folder with definitions and sources that are read in place of the repo's
    /// - Throws: `ConfigError` when there is no place for one of them.
    init(_ options: RepoOptions, earlierState: String? = nil) throws(ConfigError) {
        try self.init(repo: options.repo, for: options.environment, earlierState: earlierState) { Terminal.note($0) }
        // A process that is started anew goes on when the last file for its environment is gone.
        if !CommandLine.arguments.contains("--supervised") { try repo.requireEnvironment() }
    }

    /// Finds the repo of the working folder, for a command that needs none, and this user's folders.
    ///
    /// - Throws: `ConfigError` when there is no place for one of them.
    init() throws(ConfigError) { try self.init(repo: nil) { Terminal.note($0) } }
}

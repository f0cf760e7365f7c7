internal import GedisCrypto

/// Where gedis keeps what belongs to this machine and user, by the XDG Base Directory Specification.
public struct MachinePaths: Sendable {
    /// What the user configures: `$XDG_CONFIG_HOME/gedis`.
    public let config: String
    /// What lasts and isn't configuration, such as the sealing key: `$XDG_DATA_HOME/gedis`.
    public let data: String
    /// What lasts between runs of one machine, such as logs: `$XDG_STATE_HOME/gedis`.
    public let state: String
    /// What can be made again, such as compiled code: `$XDG_CACHE_HOME/gedis`.
    public let cache: String

    /// Finds the folders by the environment's variables. As the specification wants, a relative path counts as none.
    ///
    /// - Throws: `ConfigError` when `HOME` is needed and isn't set.
    public init(environment: [String: String]) throws(ConfigError) {
        func folder(_ variable: String, _ standard: String) throws(ConfigError) -> String {
            if let path = environment[variable], path.hasPrefix("/") { return path + "/gedis" }
            guard let home = environment["HOME"], home.hasPrefix("/") else {
                throw ConfigError(.invalid, "neither \(variable) nor HOME says where files are kept: set one of them")
            }
            return "\(home)/\(standard)/gedis"
        }
        config = try folder("XDG_CONFIG_HOME", ".config")
        data = try folder("XDG_DATA_HOME", ".local/share")
        state = try folder("XDG_STATE_HOME", ".local/state")
        cache = try folder("XDG_CACHE_HOME", ".cache")
    }

    /// The path of a file among what lasts between runs, whose folder is made where it is missing. Only the user may look
    /// into it.
    ///
    /// - Throws: `ConfigError` when the folder cannot be made.
    public func stateFile(_ name: String) throws(ConfigError) -> String { try file(name, in: state) }

    /// The folder for what belongs to one repo: of the same name in other repos is something else.
    func folder(of repo: ConfigRepo, in folder: String) -> String {
        "\(folder)/\(Digest.sha256(Array(repo.path.utf8)).prefix(12))"
    }

    private func file(_ name: String, in folder: String) throws(ConfigError) -> String {
        try FileSystem.makeFolder(folder, mode: 0o700)
        return "\(folder)/\(name)"
    }
}

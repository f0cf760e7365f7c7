import FoundationEssentials
import GedisConfig

/// The file that keeps what a server runs by: for a start after a crash that finds definitions which are wrong, and to
/// compare with the repo.
struct ServedRecord: Sendable {
    private let name: String
    private let workspace: Workspace
    private var file: String { workspace.files(of: name).definitionsFile }

    /// Names the record of a server.
    init(of name: String, in workspace: Workspace) {
        self.name = name
        self.workspace = workspace
    }

    /// What was kept; nil where nothing was that this gedis can read.
    var state: ServedState? {
        FileManager.default.contents(atPath: file).flatMap { try? JSONDecoder().decode(ServedState.self, from: $0) }
    }

    /// Keeps what the server has taken over. It can hold passwords that somebody wrote in plain text, and only their owner
    /// can read the file, as the folder.
    func keep(_ state: ServedState) {
        guard state != self.state, let bytes = try? JSONEncoder().encode(state) else { return }
        try? bytes.write(to: URL(filePath: file), options: .atomic)
    }

    /// The server's definition.
    ///
    /// - Parameters:
    ///   - isAfterCrash: whether one that is wrong is replaced by the one that was kept
    ///   - problems: gets what is wrong then
    /// - Returns: the definition.
    /// - Throws: `ConfigError` when it is wrong.
    func server(isAfterCrash: Bool, _ problems: inout [String]) throws(ConfigError) -> Instance<ServerDefinition> {
        do throws(ConfigError) {
            return try workspace.repo.server(name)
        } catch {
            guard isAfterCrash, error.code != .notFound, let kept = state?.definitions,
                let old = try? workspace.repo.server(name, in: kept.server, with: kept.layers ?? [:])
            else { throw error }
            problems.append(error.description)
            return old
        }
    }

    /// What makes the server's backend; nil where it has none.
    ///
    /// - Parameters:
    ///   - server: the server
    ///   - isAfterCrash: whether a definition that is wrong is replaced by the one that was kept
    ///   - problems: gets what is wrong then
    /// - Returns: what makes it.
    /// - Throws: `ConfigError` when the definition is wrong.
    func backendPlan(
        of server: Instance<ServerDefinition>, isAfterCrash: Bool, _ problems: inout [String]
    ) throws(ConfigError) -> BackendPlan? {
        let name = server.definition.dbclientInstance
        do throws(ConfigError) {
            return try workspace.backendPlan(of: server)
        } catch {
            guard isAfterCrash, error.code != .notFound, let kept = state?.definitions,
                let text = kept.backends[name],
                let old = try? workspace.repo.backend(name, in: text, with: kept.layers ?? [:])
            else { throw error }
            problems.append(error.description)
            return try workspace.backendPlan(old)
        }
    }
}

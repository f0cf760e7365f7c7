import Foundation
import GedisConfig

/// The definitions that a server runs by, for a start after a crash that finds others which are wrong.
struct DefinitionRecord: Sendable {
    private struct Texts: Codable, Equatable {
        var server: String
        /// By the backend's name.
        var backends: [String: String] = [:]
    }

    private let name: String
    private let workspace: Workspace
    private var file: String { workspace.files(of: name).definitionsFile }

    /// Names the record of a server.
    init(of name: String, in workspace: Workspace) {
        self.name = name
        self.workspace = workspace
    }

    /// Keeps the definitions as they are now, which the server has taken over. They can hold passwords that somebody wrote in
    /// plain text, and only their owner can read the file, as the folder.
    func keep(_ server: Instance<ServerDefinition>) {
        guard let text = try? workspace.repo.text(of: .server, name) else { return }
        var texts = Texts(server: text)
        let backend = server.definition.dbclientInstance
        if !backend.isEmpty { texts.backends[backend] = try? workspace.repo.text(of: .backend, backend) }
        guard texts != kept, let bytes = try? JSONEncoder().encode(texts) else { return }
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
            guard isAfterCrash, error.code != .notFound, let text = kept?.server,
                let old = try? workspace.repo.server(name, in: text)
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
            guard isAfterCrash, error.code != .notFound, let text = kept?.backends[name],
                let old = try? workspace.repo.backend(name, in: text)
            else { throw error }
            problems.append(error.description)
            return try workspace.backendPlan(old)
        }
    }

    private var kept: Texts? {
        FileManager.default.contents(atPath: file).flatMap { try? JSONDecoder().decode(Texts.self, from: $0) }
    }
}

import GedisClient
import GedisConfig
import GedisSettings
import GedisKit

/// A server of this machine, as seen over its control socket.
package struct RunningServer: Sendable {
    /// The server's name.
    package let name: String
    let files: ServerFiles
    /// How long it may take to end after it was asked to.
    let shutdownTime: Duration

    /// How long the init of each of its namespaces may take.
    let initTime: Duration

    /// Names a server, whether it runs or not.
    package init(_ name: String, in workspace: Workspace) {
        self.name = name
        files = workspace.files(of: name)
        let limits = ((try? workspace.repo.server(name).definition) ?? ServerDefinition()).limits
        shutdownTime = limits.shutdownTimeout
        initTime = limits.initTimeout
    }

    /// The number of the process that serves; nil where none does.
    package var pid: Int32? { PIDFile.holder(of: files.pidFile) }

    /// The number of the process that starts the serving one again when it crashes; nil where there is none.
    package var supervisor: Int32? { PIDFile.holder(of: files.supervisorFile) }

    /// Whether a process of it is there.
    package var isThere: Bool { (pid ?? supervisor) != nil }

    /// How the server is; nil where it does not run, or is not ready yet.
    ///
    /// - Throws: `CommandError` for an error reply, `ClientError` when the server does not answer.
    package func status() async throws -> ServerStatus? {
        try await call("gedis.status").flatMap(ServerStatus.init)
    }

    /// Calls one of the server's operator commands.
    ///
    /// - Returns: the reply; nil where the server does not run.
    /// - Throws: `CommandError` for an error reply, `ClientError` when the server does not answer.
    func call(_ command: String, timeout: Duration? = .seconds(5)) async throws -> Value? {
        guard pid != nil else { return nil }
        let client: Client
        do {
            client = try await Client.connect(
                to: .unix(path: files.controlSocket), configuration: .init(version: .resp3, callTimeout: timeout))
        } catch let error as ClientError where error.code == .couldNotConnect {
            // The process is there, but it is about to begin or has ended.
            return nil
        }
        let reply = try await client.call(command)
        await client.close()
        return reply
    }
}

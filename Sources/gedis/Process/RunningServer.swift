import Foundation
import GedisClient
import GedisConfig
import GedisKit

/// A server of this machine, as seen over its control socket.
struct RunningServer {
    let name: String
    let state: ServerState

    /// Names a server, whether it runs or not.
    init(_ name: String, in workspace: Workspace) throws(ConfigError) {
        self.name = name
        state = workspace.state(of: name)
    }

    /// Whether a process is there. One that has ended counts as gone, also before its parent has noticed.
    static func isAlive(_ pid: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return status.drop { $0 != ")" }.dropFirst(2).first != "Z"
    }

    /// The number of the process that serves; nil where none does.
    var pid: Int32? { PIDFile.holder(of: state.pidFile) }

    /// The number of the process that starts the serving one again when it crashes; nil where there is none.
    var supervisor: Int32? { PIDFile.holder(of: state.supervisorFile) }

    /// Calls one of the server's operator commands.
    ///
    /// - Returns: the reply; nil where the server does not run.
    /// - Throws: `CommandError` for an error reply, `ClientError` when the server does not answer.
    func call(_ command: String, timeout: Duration? = .seconds(5)) async throws -> Value? {
        guard pid != nil else { return nil }
        let client: Client
        do {
            client = try await Client.connect(
                to: .unix(path: state.controlSocket), configuration: .init(version: .resp3, callTimeout: timeout))
        } catch let error as ClientError where error.code == .couldNotConnect {
            // The process is there, but it is about to begin or has ended.
            return nil
        }
        let reply = try await client.call(command)
        await client.close()
        return reply
    }

    /// How the server is; nil where it does not run, or is not ready yet.
    ///
    /// - Throws: what `call` throws.
    func status() async throws -> ServerStatus? {
        try await call("gedis.status").flatMap(ServerStatus.init)
    }
}

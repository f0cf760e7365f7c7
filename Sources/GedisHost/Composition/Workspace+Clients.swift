package import GedisClient
import GedisConfig
package import GedisKit

extension Workspace {
    /// Connects as a client instance says, or where there is none of the name, as the server's definition does.
    ///
    /// - Parameters:
    ///   - name: the client's name, or a server's
    ///   - version: the protocol version to ask for
    ///   - callTimeout: how many seconds a reply may take; nil for as long as it takes
    /// - Returns: a client that is ready for calls.
    /// - Throws: `ConfigError` when the definition is missing or wrong, `ClientError` when the server can't be reached,
    ///   and `HostError` when it is only known to a server that does not run.
    package func connect(
        client name: String, version: ReplyWriter.Version = .resp2, callTimeout: Double? = nil
    ) async throws -> Client {
        let instance = try repo.client(name)
        for warning in instance.warnings { warn("\(warning)") }
        let definition = instance.definition
        let endpoint: Client.Endpoint =
            definition.unixsocket.isEmpty
            ? .tcp(host: definition.addr, port: try await port(of: definition, name))
            : .unix(path: definition.unixsocket)
        var tls: Client.TLS?
        if definition.ssl, definition.unixsocket.isEmpty {
            tls = Client.TLS(
                trustRoots: try repo.trustedCertificate(of: instance).map { .file(path: $0) } ?? .system,
                identity: repo.certificate(of: instance).map { .init(certificate: $0.certificate, key: $0.key) })
        }
        let password = try definition.password.open()
        let user = definition.user.isEmpty ? nil : definition.user
        return try await Client.connect(
            to: endpoint,
            configuration: .init(
                tls: tls, username: user, password: password.isEmpty && user == nil ? nil : password, version: version,
                callTimeout: callTimeout.map { .seconds($0) }))
    }

    /// The port of a definition; of a server that took a free one, the port that it took.
    private func port(of definition: ClientDefinition, _ server: String) async throws -> Int {
        guard definition.port == 0 else { return definition.port }
        guard let port = try await RunningServer(server, in: self).status()?.port else {
            throw HostError(.unreachable, "server \(server) takes a free port when it starts, and it does not run here")
        }
        return port
    }
}

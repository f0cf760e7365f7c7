package import GedisClient
import GedisConfig
package import GedisKit

/// What a client's definition says of how a server is reached.
struct ClientAccess: Sendable {
    /// Where the server is; of one that takes a free port, port 0.
    var endpoint: Client.Endpoint
    /// How to encrypt; nil for connections in the clear.
    var tls: Client.TLS?
    /// Who authenticates; nil for the server's default user.
    var user: String?
    /// What to authenticate with; nil to do without.
    var password: String?
}

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
        // A server's definition is read as the one that runs was.
        let workspace = repo.exists(.client, name) ? self : keepingEnvironment(of: name)
        let instance = try workspace.repo.client(name)
        for warning in instance.warnings { warn("\(warning)") }
        let access = try workspace.access(of: instance)
        return try await Client.connect(
            to: try await workspace.reachable(access.endpoint, of: name),
            configuration: .init(
                tls: access.tls, username: access.user, password: access.password, version: version,
                callTimeout: callTimeout.map { .seconds($0) }))
    }

    /// What a client's definition says of how a server is reached.
    ///
    /// - Throws: `ConfigError` when a password cannot be opened.
    func access(of instance: Instance<ClientDefinition>) throws(ConfigError) -> ClientAccess {
        let definition = instance.definition
        return try access(definition, definition.ssl && definition.unixsocket.isEmpty ? try tls(of: instance) : nil)
    }

    /// Whom a client trusts where it encrypts, and what certificate it shows.
    ///
    /// - Throws: `ConfigError` when the certificate that it trusts is not there.
    func tls(of instance: Instance<ClientDefinition>) throws(ConfigError) -> Client.TLS {
        Client.TLS(
            trustRoots: try repo.trustedCertificate(of: instance).map { .file(path: $0) } ?? .system,
            identity: repo.certificate(of: instance).map { .init(certificate: $0.certificate, key: $0.key) })
    }

    /// What a definition says that stands in no client's file.
    ///
    /// - Throws: `ConfigError` when a password cannot be opened.
    func access(_ definition: ClientDefinition) throws(ConfigError) -> ClientAccess {
        try access(definition, definition.ssl && definition.unixsocket.isEmpty ? Client.TLS() : nil)
    }

    private func access(_ definition: ClientDefinition, _ tls: Client.TLS?) throws(ConfigError) -> ClientAccess {
        let password = try definition.password.open()
        let user = definition.user.isEmpty ? nil : definition.user
        return ClientAccess(
            endpoint: definition.unixsocket.isEmpty
                ? .tcp(host: definition.addr, port: definition.port) : .unix(path: definition.unixsocket),
            tls: tls, user: user, password: password.isEmpty && user == nil ? nil : password)
    }

    /// Where a server is now: of one that took a free port, the port that it took.
    ///
    /// - Throws: `HostError` when that server does not run here.
    func reachable(_ endpoint: Client.Endpoint, of server: String) async throws -> Client.Endpoint {
        guard case .tcp(let host, 0) = endpoint else { return endpoint }
        guard let port = try await RunningServer(server, in: self).status()?.port else {
            throw HostError(.unreachable, "server \(server) takes a free port when it starts, and it does not run here")
        }
        return .tcp(host: host, port: port)
    }
}

import GedisClient
import GedisKit

/// Where a Redis store is and how to reach it.
struct RedisConfiguration: Sendable {
    /// The instance's name, which starts its errors.
    var backend: String
    /// The server, or of a cluster the one that is asked for the others.
    var endpoint: Client.Endpoint
    var client: Client.Configuration
    var isCluster: Bool
    /// The most connections to one server.
    var connections: Int
    /// How long a call may take in all.
    var timeout: Duration

    private static let ports = 1...65535
    private static let connectionCounts = 1...64

    static let settings = [
        BackendSetting(name: "addr", summary: "The server's host name or address.", defaultValue: "localhost"),
        BackendSetting(
            name: "port", summary: "The server's port.", defaultValue: "6379", format: .number(ports)),
        BackendSetting(
            name: "unixsocket", summary: "The server's Unix socket; in place of addr and port where it is given.",
            defaultValue: "", format: .path),
        BackendSetting(
            name: "ssl", summary: "Whether to encrypt; true or false.", defaultValue: "false", format: .truth),
        .authorities,
        BackendSetting(
            name: "username", summary: "Who authenticates; empty for Redis' default user.", defaultValue: ""),
        BackendSetting(
            name: "password", summary: "What to authenticate with; empty to do without.", defaultValue: "",
            format: .secret),
        BackendSetting(
            name: "cluster", summary: "Whether the server is one of a cluster; true or false.", defaultValue: "false",
            format: .truth),
        BackendSetting(
            name: "connections", summary: "The most connections to each server, from 1 to 64; changes have one more.",
            defaultValue: "2", format: .number(connectionCounts)),
        .timeout,
    ]

    /// Reads a definition's values.
    ///
    /// - Throws: `BackendError` for a value of the wrong form.
    init(_ settings: BackendSettings) throws(BackendError) {
        backend = settings.backend
        let socket = try settings.text("unixsocket")
        endpoint =
            socket.isEmpty
            ? .tcp(host: try settings.text("addr"), port: try settings.number("port", in: Self.ports))
            : .unix(path: socket)
        isCluster = try settings.truth("cluster")
        connections = try settings.number("connections", in: Self.connectionCounts)
        timeout = try settings.seconds("timeout")
        client = Client.Configuration(version: .resp3, connectTimeout: timeout, callTimeout: timeout)
        if try settings.truth("ssl") {
            let authorities = try settings.authorities()
            client.tls = Client.TLS(trustRoots: authorities.isEmpty ? .system : .file(path: authorities))
        }
        let (username, password) = (try settings.text("username"), try settings.text("password"))
        guard username.isEmpty || !password.isEmpty else {
            throw BackendError("\(backend): username is given without a password", reason: .refused)
        }
        client.username = username.isEmpty ? nil : username
        client.password = password.isEmpty ? nil : password
    }

    /// An error of this store.
    ///
    /// - Parameters:
    ///   - what: what failed
    ///   - place: the server's address where it is not the one of the definition
    ///   - reason: the kind of failure
    /// - Returns: the error, with the store's name and address.
    func error(
        _ what: String, at place: Client.Endpoint? = nil, _ reason: BackendError.Reason
    ) -> BackendError {
        BackendError("\(backend): \(what) (\(place ?? endpoint))", reason: reason)
    }
}

import GedisClient
import GedisKit
import GedisSettings

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

    static let settings = [
        BackendSetting(name: "addr", help: "The server's host name or address.", defaultValue: HostName.local),
        BackendSetting(
            name: "port", help: "The server's port.", defaultValue: "6379", format: .number(.ports)),
        BackendSetting(
            name: "unixsocket", help: "The server's Unix socket; in place of addr and port where it is given.",
            defaultValue: "", format: .path),
        BackendSetting(
            name: "ssl", help: "Whether to encrypt; true or false.", defaultValue: "false", format: .truth),
        .authorities,
        BackendSetting(
            name: "username", help: "Who authenticates; empty for Redis' default user.", defaultValue: ""),
        BackendSetting(
            name: "password", help: "What to authenticate with; empty to do without.", defaultValue: "",
            format: .secret),
        BackendSetting(
            name: "cluster", help: "Whether the server is one of a cluster; true or false.", defaultValue: "false",
            format: .truth),
        BackendSetting(
            name: "connections", help: "The most connections to each server, from 1 to 64; changes have one more.",
            defaultValue: "2", format: .number(1...64)),
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
            ? .tcp(host: try settings.text("addr"), port: try settings.number("port"))
            : .unix(path: socket)
        isCluster = try settings.truth("cluster")
        connections = try settings.number("connections")
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

import GedisClient
import GedisKit
import GedisSettings

/// Where a Redis store is and how to reach it.
struct RedisConfiguration: Sendable {
    /// The instance's name, which starts its errors.
    var backend: String
    /// The server, or of a cluster those that are asked for the others; one that answers is enough.
    var endpoints: [Client.Endpoint]
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
            name: "addresses",
            help: "Servers of a cluster, as host:port with spaces between; in place of addr and port where given.",
            defaultValue: ""),
        BackendSetting(
            name: "ssl", help: "Whether to encrypt; true or false.", defaultValue: "false", format: .truth),
        .authorities, .username, .password,
        BackendSetting(
            name: "cluster", help: "Whether the server is one of a cluster; true or false.", defaultValue: "false",
            format: .truth),
        BackendSetting(
            name: "connections",
            help: "The most connections to each server, from 1 to 64; changes have one more, and a thread up to two.",
            defaultValue: "2", format: .number(1...64)),
        .timeout,
    ]

    /// Reads a definition's values.
    ///
    /// - Throws: `BackendError` for a value of the wrong form.
    init(_ settings: BackendSettings) throws(BackendError) {
        backend = settings.backend
        isCluster = try settings.truth("cluster")
        endpoints = try Self.endpoints(settings)
        guard isCluster || endpoints.count == 1 else {
            throw BackendError(
                "\(backend): addresses are those of a cluster, so cluster must be true", reason: .refused)
        }
        connections = try settings.number("connections")
        timeout = try settings.seconds("timeout")
        client = Client.Configuration(version: .resp3, connectTimeout: timeout, callTimeout: timeout)
        if try settings.truth("ssl") { client.tls = try settings.tls() }
        (client.username, client.password) = try settings.credentials()
    }

    /// The servers of the definition, for people.
    var address: String { endpoints.map(\.description).joined(separator: ", ") }

    private static func endpoints(_ settings: BackendSettings) throws(BackendError) -> [Client.Endpoint] {
        let socket = try settings.text("unixsocket")
        if !socket.isEmpty { return [.unix(path: socket)] }
        let addresses = try settings.text("addresses").split { $0 == " " || $0 == "," }
        if addresses.isEmpty { return [.tcp(host: try settings.text("addr"), port: try settings.number("port"))] }
        var endpoints: [Client.Endpoint] = []
        for address in addresses {
            guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
                ClosedRange<Int>.ports.contains(port), let host = host(address[..<colon])
            else {
                throw BackendError(
                    "\(settings.backend): addresses: \(address) is no host:port, such as 10.0.0.7:6379 or [::1]:6379",
                    reason: .refused)
            }
            endpoints.append(.tcp(host: host, port: port))
        }
        return endpoints
    }

    /// A host without the brackets that an address of IPv6 has before a port; nil where there is none.
    private static func host(_ text: Substring) -> String? {
        if text.first == "[", text.last == "]" { return text.count > 2 ? String(text.dropFirst().dropLast()) : nil }
        return text.isEmpty || text.contains(":") ? nil : String(text)
    }

    /// An error of this store.
    ///
    /// - Parameters:
    ///   - what: what failed
    ///   - place: the server's address; nil for those of the definition
    ///   - reason: the kind of failure
    /// - Returns: the error, with the store's name and address.
    func error(
        _ what: String, at place: Client.Endpoint? = nil, _ reason: BackendError.Reason
    ) -> BackendError {
        BackendError("\(backend): \(what) (\(place.map { "\($0)" } ?? address))", reason: reason)
    }
}

package import GedisClient
import GedisKit

/// All that makes a mount: where two are the same, so is what they do.
package struct MountPlan: Hashable, Sendable {
    /// The namespace's name.
    package var name: String
    /// The client instance that says where the server is; empty where a URL does.
    package var instance: String
    /// Where the server is; of a server of the config repo that takes a free port, port 0.
    package var endpoint: Client.Endpoint
    /// How to encrypt; nil for connections in the clear.
    package var tls: Client.TLS?
    /// Whom the server is told that gedis is; nil for its default user.
    package var user: String?
    /// The password for that; nil for none.
    package var password: String?
    /// How long the server may take to reply, and to be connected to.
    package var timeout: Duration
    /// The most connections of each thread for each version of the protocol.
    package var connections: Int

    /// Describes a mount.
    package init(
        name: String, instance: String = "", endpoint: Client.Endpoint, tls: Client.TLS? = nil, user: String? = nil,
        password: String? = nil, timeout: Duration, connections: Int
    ) {
        self.name = name
        self.instance = instance
        self.endpoint = endpoint
        self.tls = tls
        self.user = user
        self.password = password
        self.timeout = timeout
        self.connections = connections
    }

    /// How a client of the server is made.
    var client: Client.Configuration {
        Client.Configuration(
            tls: tls, username: user, password: password, version: .resp3, connectTimeout: timeout,
            callTimeout: timeout)
    }
}

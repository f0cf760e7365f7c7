package import GedisClient
import GedisKit

/// A store on a Redis or Valkey server (6 or later), or on a cluster of them.
///
/// A namespace is a hash, `{gedis:NAME}`, whose values other programs read as they are (`RedisField`, `RedisNode`). All of one namespace lies in one slot, and so on one server of a cluster, while namespaces are spread
/// over all of them: what has to outgrow a server is spread over several namespaces, such as one an account.
///
/// Durability: that of the server, by default the last second may be lost with its machine, and in a cluster what a
/// replica that takes over had not got yet. Atomicity: a put of several keys is stored whole or not at all, and seen so.
/// Order: the writes of a namespace take effect one after the other. A write whose answer was lost is reported as such
/// and not repeated. With a graph each node is merged in one step, and a put of several nodes in as many.
///
/// Changes are those of all gedis servers on the store, as far as they are written through gedis. When the connection on
/// which they come is lost, they end with an error whose reason is `lagged`, because some may have been missed.
///
/// Keys expire by Redis' clock. Those whose time is over are removed, and that published, by the server that set the time
/// or has begun to listen since, and by whatever call meets a namespace in which keys expire.
package final class RedisBackend: ConnectedBackend {
    let configuration: RedisConfiguration
    let servers: RedisServers
    let subscriber: RedisSubscriber
    let timer = ExpiryTimer()
    let observer = GraphObserver()
    let graphFeed: RedisGraphFeed
    let holdsGraph: Bool

    package var address: String { configuration.address }

    /// Makes a backend that connects when it is asked to, or with the first call.
    ///
    /// - Parameters:
    ///   - configuration: where the store is
    ///   - holdsGraph: whether it is a graph of GUN too
    init(_ configuration: RedisConfiguration, holdsGraph: Bool = false) {
        self.configuration = configuration
        self.holdsGraph = holdsGraph
        servers = RedisServers(configuration)
        subscriber = RedisSubscriber(servers)
        graphFeed = RedisGraphFeed(servers, observer)
    }

    /// A namespace in Redis.
    func node(_ namespace: String) -> RedisNode { RedisNode(namespace, holdsGraph: holdsGraph) }

    /// What carries calls of a namespace over a connection that somebody else makes; nil for a cluster, whose servers share
    /// the namespaces.
    package func makePipeline(_ namespace: String) -> RedisPipeline? {
        configuration.isCluster ? nil : RedisPipeline(self, namespace)
    }

    /// Where the server is and how to connect to it; nil for a cluster.
    package var server: (endpoint: Client.Endpoint, client: Client.Configuration)? {
        configuration.isCluster ? nil : (configuration.endpoints[0], configuration.client)
    }
}

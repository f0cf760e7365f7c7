import GedisCrypto
import GedisGUN
import GedisKit
import GedisTLS
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

@testable import GedisBackends

/// A server that speaks as gun's were captured to, with their quirks; a test can take over single messages.
final class ScriptedGunServer: Sendable {
    /// What differs between gun's servers.
    struct Behaviour: Sendable {
        /// Acknowledges puts, and answers a get of what is missing.
        var hasDisk = true
        /// Sends a change to the connections that got the node, the writer's own included; otherwise to all others.
        var hasAXE = true
        /// Sends heartbeats, unreadable frames and other clients' gets between its messages.
        var isNoisy = false
        /// Answers pings.
        var answersPings = true
        /// How far its clock is behind, in milliseconds.
        var clockLag = 0.0
        var tls: TLSContext?
    }

    /// Answers a message in place of the server; false leaves it to the server.
    typealias Script = @Sendable (Connection, JSON) -> Bool

    struct State {
        var nodes: [ExactText: GunNode] = [:]
        var connections: [ObjectIdentifier: Connection] = [:]
        var connectionCount = 0
        var subscriptions: [ExactText: Set<ObjectIdentifier>] = [:]
        var received: [JSON] = []
        var ids: Set<String> = []
        var repeatedIDs: [String] = []
    }

    let behaviour: Behaviour
    let script: Script
    let contents = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)

    init(_ behaviour: Behaviour = Behaviour(), script: @escaping Script = { _, _ in false }) {
        self.behaviour = behaviour
        self.script = script
    }

    /// Holds a node as if it had been put, without notifying anybody.
    func hold(_ node: GunNode) { contents.withLock { $0.nodes[ExactText(node.soul)] = node } }

    /// What the server has seen and holds.
    var state: State { contents.withLock { $0 } }

    /// What the server holds under a key.
    func entry(_ soul: String, _ key: String) -> Scalar? {
        state.nodes[ExactText(soul)]?.entries[ExactText(key)]?.value.scalar
    }

    /// The server's time, in milliseconds since 1970.
    var now: Double { GunClock.now - behaviour.clockLag }
}

// MARK: - Listening

extension ScriptedGunServer {
    /// Listens on a free port, or the given one.
    ///
    /// - Parameters:
    ///   - host: an address of the loopback interface
    ///   - port: a port, to come back on it
    /// - Returns: the server's URL.
    /// - Throws: what NIO throws.
    @discardableResult
    func start(host: String = "127.0.0.1", port: Int = 0) async throws -> String {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = behaviour.tls {
                        try channel.pipeline.syncOperations.addHandler(TLSHandler(tls))
                    }
                }.flatMap { [self] in
                    let upgrader = NIOWebSocketServerUpgrader(
                        maxFrameSize: 1 << 24, automaticErrorHandling: true,
                        shouldUpgrade: { channel, head in
                            channel.eventLoop.makeSucceededFuture(head.uri == "/gun" ? [:] : nil)
                        },
                        upgradePipelineHandler: { [self] channel, _ in
                            channel.pipeline.addHandler(Connection(server: self))
                        })
                    return channel.pipeline.configureHTTPServerPipeline(
                        withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
                }
            }
            .bind(host: host, port: port).get()
        listener.withLock { $0 = channel }
        return "\(behaviour.tls == nil ? "ws" : "wss")://\(host):\(channel.localAddress?.port ?? 0)/gun"
    }

    /// The port it listens on.
    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// Ends the listening and all connections, as a server does that stops.
    func stop() async throws {
        try await listener.withLock { $0 }?.close()
        for connection in state.connections.values { connection.close() }
    }

    /// Ends all connections and goes on listening.
    func dropConnections() {
        for connection in state.connections.values { connection.close() }
    }

    /// Sends the same text to all connections.
    func broadcast(_ text: String) {
        for connection in state.connections.values { connection.send(text) }
    }
}

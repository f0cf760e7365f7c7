import GedisClient
import GedisGUN
import GedisKit
import Synchronization

/// Hears what other relays and the commands of all servers put into the graph.
///
/// When its connection is lost, that is made known: changes may have been missed.
final class RedisGraphFeed: Sendable {
    /// Who this store's own merges are from, so that they are not heard again.
    let origin = GunRequest.makeID()
    private let servers: RedisServers
    private let observer: GraphObserver
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ servers: RedisServers, _ observer: GraphObserver) {
        self.servers = servers
        self.observer = observer
    }

    /// Begins to hear, unless it has begun.
    func start() { task.withLock { $0 = $0 ?? Task { await run() } } }

    /// Hears nothing more; to be called after the servers were closed.
    func close() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    private func run() async {
        var pause = Duration.milliseconds(50)
        while servers.end == nil, !Task.isCancelled {
            let start = ContinuousClock.now
            try? await listen()
            if start.duration(to: .now) > .seconds(10) { pause = .milliseconds(50) }
            try? await Task.sleep(for: pause * .random(in: 0.5...1))
            pause = min(pause * 2, .seconds(2))
        }
    }

    /// Listens until the connection ends.
    private func listen() async throws {
        let channel = Array(RedisGraphMessage.channel.utf8)
        let configuration = servers.configuration
        // In a cluster each server has the messages of all.
        let endpoint = try await servers.connection(to: HashSlot(of: channel)).endpoint
        let client = try await Client.connect(to: endpoint, configuration: configuration.client)
        let messages = client.pushes()
        _ = try await client.call([Array("SUBSCRIBE".utf8), channel])
        let watch = Task { await configuration.watch(client) }
        defer { watch.cancel() }
        observer.notifyOfGap()
        for try await message in messages {
            guard case .push(let parts) = message, parts.count == 3, parts[0].text == "message",
                case .bulk(let bytes) = parts[2], let message = RedisGraphMessage(bytes), message.origin != origin
            else { continue }
            observer.notify(GraphChange(put: nil, nodes: [message.node]))
        }
    }
}

extension RedisConfiguration {
    /// Probes a connection that only listens, and closes it when it is not sound: a server that vanished is as silent as one
    /// where nothing changes.
    func watch(_ client: Client) async {
        while (try? await Task.sleep(for: timeout)) != nil {
            if await !isSound(client) { return await client.close() }
        }
    }

    /// Whether the server answers and, in a cluster, still gets the messages of the others.
    private func isSound(_ client: Client) async -> Bool {
        guard isCluster else { return (try? await client.call("PING")) != nil }
        return (try? await client.call("CLUSTER", "INFO"))?.text?.contains("cluster_state:ok") == true
    }
}

import GedisClient
import GedisGUN
import GedisKit
import Synchronization

/// A connection on which the changes of namespaces come, and those who listen to them.
///
/// When it is lost, subscribers are notified that changes may have been missed.
final class RedisSubscription: Sendable {
    private let client: Client
    private let configuration: RedisConfiguration
    private let messages: AsyncThrowingStream<Value, any Error>
    private let feed = ChangeFeed()
    private let joined = Mutex<Set<ExactText>>([])

    /// Takes a connection that speaks RESP3.
    init(_ client: Client, _ configuration: RedisConfiguration) {
        self.client = client
        self.configuration = configuration
        messages = client.pushes()
    }

    var isOpen: Bool { client.isOpen }

    /// Listens to a namespace; not at the same time as `leave`.
    ///
    /// - Throws: `BackendError`
    func join(_ namespace: String) async throws(BackendError) -> Changes {
        let changes = feed.listen(to: namespace)
        guard joined.withLock({ $0.insert(ExactText(namespace)).inserted }) else { return changes }
        do {
            _ = try await client.call([Array("SUBSCRIBE".utf8), RedisNode(namespace).name])
            return changes
        } catch {
            joined.withLock { _ = $0.remove(ExactText(namespace)) }
            if let reply = error as? CommandError { throw configuration.failure(reply, at: client.endpoint) }
            throw configuration.failure(error, at: client.endpoint)
        }
    }

    /// Leaves the channel of a namespace to which nobody listens any more; not at the same time as `join`.
    func leave(_ namespace: String) async {
        guard !feed.hasListeners(to: namespace) else { return }
        guard joined.withLock({ $0.remove(ExactText(namespace)) }) != nil else { return }
        // Fails only when the connection is lost, and all channels with it.
        _ = try? await client.call([Array("UNSUBSCRIBE".utf8), RedisNode(namespace).name])
    }

    /// Hands on what comes, until the connection ends.
    ///
    /// - Parameter unheard: called with a namespace of which a change came and to which nobody listens
    func run(unheard: (String) -> Void) async {
        let watch = Task { await configuration.watch(client) }
        do {
            for try await message in messages {
                guard case .push(let parts) = message, parts.count == 3, parts[0].text == "message",
                    let namespace = parts[1].text.flatMap(RedisNode.namespace), case .bulk(let bytes) = parts[2]
                else { continue }
                guard feed.hasListeners(to: namespace) else {
                    unheard(namespace)
                    continue
                }
                feed.send(RedisChange.changes(bytes)?.map(\.change) ?? [], of: namespace)
            }
        } catch {}
        watch.cancel()
        feed.close(
            throwing: configuration.error(
                "the connection was lost, and perhaps changes with it: listen anew", at: client.endpoint, .lagged))
    }

    /// Ends all listening, because the store is closed.
    func close() { feed.close() }
}

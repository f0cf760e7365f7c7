import GedisClient
import GedisKit
import Synchronization

/// Listens to namespaces on connections of its own, which are made when they are first needed, and again when lost.
///
/// A namespace is listened to at the server that has its slot. When the slot moves, the messages still come, because a
/// cluster sends them to all its servers; only, they take longer, and so might bring what was written before somebody
/// listened. Channels are joined and left one after the other, so that the end of the last subscription and the
/// beginning of the next do not cross.
final class RedisSubscriber: Sendable {
    private enum Operation: Sendable {
        case join(String, Completion<Changes>)
        case leave(String, RedisSubscription)
    }

    private let servers: RedisServers
    private let operations: AsyncStream<Operation>
    private let queue: AsyncStream<Operation>.Continuation
    private let state = Mutex(State())

    private struct State {
        /// Joins and leaves channels, once it was asked to.
        var worker: Task<Void, Never>?
        var connections: [Client.Endpoint: RedisConnection] = [:]
        var subscriptions: [Client.Endpoint: RedisSubscription] = [:]
    }

    init(_ servers: RedisServers) {
        self.servers = servers
        (operations, queue) = AsyncStream.makeStream()
    }

    /// Listens to a namespace.
    ///
    /// - Throws: `BackendError`, and `CancellationError` when the task is cancelled.
    func changes(_ namespace: String) async throws -> Changes {
        let configuration = servers.configuration
        if let end = servers.end { throw end }
        state.withLock { $0.worker = $0.worker ?? Task { await work() } }
        let joined = Completion<Changes>()
        queue.yield(.join(namespace, joined))
        return try await withDeadline(.now + configuration.timeout) {
            do {
                return try await joined.value()
            } catch is CancellationError {
                throw configuration.silence(isWrite: false)
            }
        }
    }

    /// Ends all listening; to be called after the servers were closed.
    func close() async {
        queue.finish()
        let (worker, connections, subscriptions) = state.withLock { ($0.worker, $0.connections, $0.subscriptions) }
        for subscription in subscriptions.values { subscription.close() }
        for connection in connections.values { await connection.close(servers.closed) }
        await worker?.value
    }

    private func work() async {
        for await operation in operations {
            switch operation {
            case .leave(let namespace, let subscription): await subscription.leave(namespace)
            case .join(let namespace, let joined):
                do {
                    joined.settle(.success(try await subscription(for: namespace).join(namespace)))
                } catch {
                    joined.settle(.failure(error))
                }
            }
        }
    }

    /// The subscription at the server of a namespace, or a new one where none is open.
    private func subscription(for namespace: String) async throws -> RedisSubscription {
        let endpoint = try await servers.connection(to: HashSlot(of: RedisNode(namespace).name)).endpoint
        let (known, connection) = state.withLock { state in
            let connection = state.connections[endpoint] ?? RedisConnection(to: endpoint, servers.configuration)
            state.connections[endpoint] = connection
            return (state.subscriptions[endpoint], connection)
        }
        if let known, known.isOpen { return known }
        // A `close` that has not seen this connection began before this.
        if let end = servers.end { throw end }
        let subscription = RedisSubscription(try await connection.connected(), servers.configuration)
        state.withLock { $0.subscriptions[endpoint] = subscription }
        Task { [queue] in await subscription.run { queue.yield(.leave($0, subscription)) } }
        return subscription
    }
}

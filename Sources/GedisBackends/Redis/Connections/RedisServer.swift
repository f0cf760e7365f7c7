import GedisClient
import GedisKit
import Synchronization

/// One server of the store, with its pool of connections; each carries the calls of many.
final class RedisServer: Sendable {
    let endpoint: Client.Endpoint
    private let connections: [RedisConnection]
    private let availability: Availability
    /// Counts the calls, so that they take turns with the connections.
    private let turns = Atomic<Int>(0)

    init(_ endpoint: Client.Endpoint, _ configuration: RedisConfiguration, _ availability: Availability) {
        self.endpoint = endpoint
        self.availability = availability
        connections = (0..<configuration.connections).map { _ in RedisConnection(to: endpoint, configuration) }
    }

    /// A connection that is open; nil where all of them have to be waited for.
    ///
    /// One whose turn it is and that is not open is made meanwhile.
    var client: Client? {
        let turn = turns.wrappingAdd(1, ordering: .relaxed).oldValue
        for offset in connections.indices {
            guard let client = connection(turn &+ offset).client else { continue }
            if offset > 0 { Task { try await connect(turn) } }
            return client
        }
        return nil
    }

    /// A connection, made where none is open.
    ///
    /// - Throws: `BackendError` that says why there is none, and `CancellationError` when the task is cancelled.
    func connected() async throws -> Client {
        if let client { return client }
        return try await connect(turns.load(ordering: .relaxed))
    }

    /// Ends all connections for good; calls throw `error` from here on.
    func close(_ error: BackendError) async {
        for connection in connections { await connection.close(error) }
    }

    private func connect(_ turn: Int) async throws -> Client {
        do {
            let client = try await connection(turn).connected()
            availability.restored("\(endpoint)")
            return client
        } catch let error as BackendError {
            // One connection that cannot be made does not matter where others are open.
            if connections.allSatisfy({ $0.client == nil }) { availability.lost("\(endpoint)", error) }
            throw error
        }
    }

    private func connection(_ turn: Int) -> RedisConnection {
        connections[Int(UInt(bitPattern: turn) % UInt(connections.count))]
    }
}

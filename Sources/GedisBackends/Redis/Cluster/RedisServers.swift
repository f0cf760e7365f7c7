import GedisClient
import GedisKit
import Synchronization

/// The servers of the store: the one of the definition, or those of its cluster with the slots that each has.
final class RedisServers: Sendable {
    private struct State {
        var table: SlotTable
        var servers: [Client.Endpoint: RedisServer] = [:]
        /// When the table was last read.
        var reading: ContinuousClock.Instant?
        /// Whether it is going to be read because a slot has moved.
        var isReadingDue = false
        var end: BackendError?
    }

    /// How long one server is waited for before the next is asked as well.
    private static let patience = Duration.milliseconds(200)

    /// How old a table is at least before it is read again.
    private static let shortestAge = Duration.milliseconds(100)

    let configuration: RedisConfiguration
    let availability: Availability
    private let state: Mutex<State>
    private let reading = SharedWork<Void>()

    init(_ configuration: RedisConfiguration) {
        self.configuration = configuration
        availability = Availability(places: [configuration.address])
        state = Mutex(
            State(table: configuration.isCluster ? SlotTable() : SlotTable(single: configuration.endpoints[0])))
    }

    /// What calls throw after `close`.
    var closed: BackendError { configuration.error("closed", .unreachable) }

    /// Why there are no connections any more; nil before `close`.
    var end: BackendError? { state.withLock(\.end) }

    /// The servers that have slots, as far as is known.
    var all: [RedisServer] { state.withLock { state in state.table.endpoints.map { server(at: $0, in: &state) } } }

    /// The server that has a slot; nil where that is not known.
    ///
    /// - Throws: `BackendError` after `close`.
    func server(of slot: HashSlot) throws(BackendError) -> RedisServer? {
        try state.withLock { state throws(BackendError) in
            if let end = state.end { throw end }
            return state.table[slot].map { server(at: $0, in: &state) }
        }
    }

    /// The server at an address.
    func server(at endpoint: Client.Endpoint) -> RedisServer {
        state.withLock { server(at: endpoint, in: &$0) }
    }

    /// A connection to the server that has a slot.
    ///
    /// - Throws: `BackendError` that says why there is none, and `CancellationError` when the task is cancelled.
    func connection(to slot: HashSlot) async throws -> Client {
        guard let server = try server(of: slot) else {
            try await readTable()
            // The one that was asked says best what is wrong with a slot that no server has.
            return try await (self.server(of: slot) ?? self.server(at: configuration.endpoints[0])).connected()
        }
        do {
            return try await server.connected()
        } catch let error as BackendError {
            // Perhaps another has its slots by now.
            try? await readTable(suspecting: server.endpoint)
            guard let other = try self.server(of: slot), other.endpoint != server.endpoint else { throw error }
            return try await other.connected()
        }
    }

    /// Takes note that a slot has moved. As others may have moved too, the table is read again, once for all
    /// redirections that come together.
    func move(_ slot: HashSlot, to endpoint: Client.Endpoint) {
        let wasDue = state.withLock { state in
            state.table.assign(slot, to: endpoint)
            defer { state.isReadingDue = true }
            return state.isReadingDue
        }
        guard !wasDue else { return }
        Task {
            try? await Task.sleep(for: Self.shortestAge)
            state.withLock { $0.isReadingDue = false }
            try await readTable()
        }
    }

    /// Reads from any server which slots each has.
    ///
    /// - Parameter suspect: a server that is asked last
    /// - Throws: `BackendError` where none of them answers, and `CancellationError` when the task is cancelled.
    func readTable(suspecting suspect: Client.Endpoint? = nil) async throws {
        guard configuration.isCluster else { return }
        let age = state.withLock { $0.reading.map { $0.duration(to: .now) } }
        if let age, age < Self.shortestAge { return }
        try await reading.value { try await self.readTable(from: self.candidates(suspecting: suspect)) }
    }

    /// Ends all connections for good.
    func close() async {
        let error = closed
        availability.close()
        let servers = state.withLock { state in
            state.end = error
            return state.servers.values.map(\.self)
        }
        reading.end(.failure(error))
        for server in servers { await server.close(error) }
    }

    // MARK: The table

    /// All servers that are known, in the order in which they are asked for the table.
    private func candidates(suspecting suspect: Client.Endpoint?) -> [RedisServer] {
        let servers = all
        let others = configuration.endpoints.filter { endpoint in !servers.contains { $0.endpoint == endpoint } }
        let known = (servers + others.map { server(at: $0) }).shuffled()
        return known.filter { $0.endpoint != suspect && $0.client != nil }
            + known.filter { $0.endpoint != suspect && $0.client == nil }
            + known.filter { $0.endpoint == suspect }
    }

    /// Asks the servers one after the other, and does not wait long for one before it asks the next as well.
    private func readTable(from servers: [RedisServer]) async throws {
        let table = await withTaskGroup(of: (Int, Result<SlotTable, BackendError>).self) { group in
            for (place, server) in servers.enumerated() {
                group.addTask {
                    try? await Task.sleep(for: Self.patience * place)
                    return (place, await self.table(of: server))
                }
            }
            defer { group.cancelAll() }
            // Of those that do not know, the one that would have been asked last says why.
            var failure = (-1, self.configuration.error("no server has slots", .unreachable))
            for await (place, result) in group {
                switch result {
                case .success(let table): return Result<SlotTable, BackendError>.success(table)
                case .failure(let error): if place > failure.0 { failure = (place, error) }
                }
            }
            return .failure(failure.1)
        }
        switch table {
        case .success(let table): take(table)
        case .failure(let error):
            if all.isEmpty { availability.lost(configuration.address, error) }
            throw error
        }
    }

    /// The table as a server knows it.
    private func table(of server: RedisServer) async -> Result<SlotTable, BackendError> {
        do {
            let reply = try await server.connected().call("CLUSTER", "SLOTS")
            guard let table = SlotTable(reply, from: server.endpoint) else {
                return .failure(configuration.error("no list of slots: \(reply)", at: server.endpoint, .failed))
            }
            // A server that was taken out of the cluster knows of none.
            guard !table.endpoints.isEmpty else {
                return .failure(configuration.error("no server has slots", .unreachable))
            }
            return .success(table)
        } catch let error as BackendError {
            return .failure(error)
        } catch let error as CommandError {
            return .failure(configuration.failure(error, at: server.endpoint))
        } catch {
            return .failure(configuration.failure(error, at: server.endpoint))
        }
    }

    private func take(_ table: SlotTable) {
        let old = state.withLock { state in
            defer { state.table = table }
            state.reading = .now
            // The connections of a server that is no longer used close when the last call on them has ended.
            state.servers = state.servers.filter {
                table.endpoints.contains($0.key) || configuration.endpoints.contains($0.key)
            }
            return state.table
        }
        availability.have(Set(table.endpoints.map(\.description))) { place in
            old.endpoints.first { $0.description == place }.flatMap { old.successor(of: $0, in: table) }?.description
        }
    }

    private func server(at endpoint: Client.Endpoint, in state: inout State) -> RedisServer {
        if let server = state.servers[endpoint] { return server }
        let server = RedisServer(endpoint, configuration, availability)
        state.servers[endpoint] = server
        return server
    }
}

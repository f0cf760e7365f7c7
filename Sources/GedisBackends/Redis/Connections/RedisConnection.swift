import GedisClient
import GedisKit
import Synchronization

/// One connection of a pool: made when it is first needed, and again when it was lost.
///
/// After an attempt that failed, calls fail at once with its reason until a pause is over; then the first call makes the
/// next attempt and waits for it, and the others go on failing at once until that one succeeds. Each pause is twice as
/// long as the one before, and by chance up to half shorter, so that not all programs come back at the same time.
final class RedisConnection: Sendable {
    private enum State {
        /// There is none, or not any more.
        case closed(Failure?)
        case open(Client)
        /// It is not to be made again.
        case ended(BackendError)
    }

    /// Why the last attempt failed, and until when calls fail for that.
    private struct Failure {
        let error: BackendError
        let pause: Duration
        var end: ContinuousClock.Instant

        init(_ error: BackendError, after previous: Failure?) {
            self.error = error
            pause = min(previous.map { $0.pause * 2 } ?? .milliseconds(50), .seconds(1))
            end = .now + pause * .random(in: 0.5...1)
        }
    }

    private let endpoint: Client.Endpoint
    private let configuration: RedisConfiguration
    private let state = Mutex(State.closed(nil))
    private let attempt = SharedWork<Client>()

    init(to endpoint: Client.Endpoint, _ configuration: RedisConfiguration) {
        self.endpoint = endpoint
        self.configuration = configuration
    }

    /// The connection, where it is open.
    var client: Client? {
        state.withLock { if case .open(let client) = $0, client.isOpen { client } else { nil } }
    }

    /// The connection, made where it is not open.
    ///
    /// - Throws: `BackendError` that says why there is none, and `CancellationError` when the task is cancelled.
    func connected() async throws -> Client {
        let client: Client? = try state.withLock { state in
            switch state {
            case .ended(let error): throw error
            case .open(let client):
                if client.isOpen { return client }
                state = .closed(nil)
            case .closed(var failure?):
                guard failure.end <= .now else { throw failure.error }
                // Until the attempt that begins here has ended.
                failure.end = .now + configuration.timeout
                state = .closed(failure)
            case .closed(nil): break
            }
            return nil
        }
        if let client { return client }
        return try await attempt.value { try await self.connect() }
    }

    /// Ends the connection for good; calls that wait for it, and later ones, throw `error`.
    func close(_ error: BackendError) async {
        let client = client
        state.withLock { $0 = .ended(error) }
        attempt.end(.failure(error))
        await client?.close()
    }

    private func connect() async throws -> Client {
        // Perhaps another attempt has just succeeded.
        if let client { return client }
        let result: Result<Client, BackendError>
        do {
            result = .success(try await Client.connect(to: endpoint, configuration: configuration.client))
        } catch {
            result = .failure(configuration.failure(error, at: endpoint))
        }
        return try state.withLock { state in
            switch (state, result) {
            // A client that nobody holds closes itself.
            case (.ended(let error), _): throw error
            case (_, .success(let client)): state = .open(client)
            case (.closed(let previous), .failure(let error)): state = .closed(Failure(error, after: previous))
            case (.open, .failure(let error)): state = .closed(Failure(error, after: nil))
            }
            return try result.get()
        }
    }
}

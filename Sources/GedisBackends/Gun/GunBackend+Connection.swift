import GedisGUN
package import GedisKit
import NIOCore
import Synchronization

extension GunBackend {
    package var availability: Availability? { session.availability }

    package func connect() async throws(BackendError) {
        connector.withLock { $0 = $0 ?? Task { await stayConnected() } }
        // An attempt ends by itself, unless the host's name cannot be looked up.
        let call = try session.begin(timeout: timing.connection * 4)
        defer { session.end(call) }
        for await event in call.events {
            switch event {
            case .connected: return
            case .failed(let error): throw error
            case .deadline: throw session.failure ?? session.error("no connection", .timedOut)
            case .answer, .alive, .wake: break
            }
        }
        throw session.error("cancelled", .failed)
    }

    package func check() async throws -> String {
        let call = try session.begin(timeout: timing.timeout)
        defer { session.end(call) }
        for await event in call.events {
            switch event {
            case .connected: session.probe(for: call)
            case .alive: return "answers"
            case .failed(let error): throw error
            case .deadline: throw session.failure ?? session.error("no answer in \(timing.timeout)", .timedOut)
            case .answer, .wake: break
            }
        }
        throw CancellationError()
    }

    package func close() async {
        session.close()
        subscriptions.close()
        connector.withLock { $0 }?.cancel()
    }

    /// Connects, and again whenever the connection is lost, until the task is cancelled.
    private func stayConnected() async {
        var pause = timing.firstPause
        while !Task.isCancelled {
            let start = ContinuousClock.now
            do {
                let channel = try await makeSocket().connect(session)
                // A subscription ends with its connection.
                for soul in subscriptions.souls { session.send(.node(soul: soul)) }
                try await channel.closeFuture.get()
                session.lost()
            } catch {
                session.failed(server.failure(error, backend: name))
            }
            if start.duration(to: .now) > timing.longestPause { pause = timing.firstPause }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, timing.longestPause)
        }
    }

    private func makeSocket() throws -> GunSocket {
        try GunSocket(server, client, timeout: timing.connection, silence: timing.silence)
    }
}

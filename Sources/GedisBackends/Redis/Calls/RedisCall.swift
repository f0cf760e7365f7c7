import GedisClient
import GedisKit

/// A request on its way to the server that answers it.
///
/// A request that certainly had no effect is sent again until the deadline: one that was redirected, or put off. A read is
/// sent again once when its connection was lost; a write is not, because it may have been done.
struct RedisCall {
    private enum Outcome {
        case done(Value)
        case redirected(Redirection, BackendError)
        case lost(BackendError)
        /// The server has not seen the script yet, so nothing was done.
        case scriptMissing(BackendError)
    }

    private let servers: RedisServers
    private let request: RedisRequest
    private var configuration: RedisConfiguration { servers.configuration }

    init(_ request: RedisRequest, to servers: RedisServers) {
        self.request = request
        self.servers = servers
    }

    /// Sends the request.
    ///
    /// - Returns: the reply; to a transaction that of its `EXEC`.
    /// - Throws: `BackendError`, and `CancellationError` when the task is cancelled.
    func run() async throws -> Value {
        let deadline = ContinuousClock.now + configuration.timeout
        var outcome: Outcome?
        // Mostly this is all. It needs no timer of its own, because the connection has one for its calls.
        if let server = try servers.server(of: request.slot), let client = server.client {
            outcome = try await attempt(on: client)
        }
        if case .done(let reply) = outcome { return reply }
        return try await withDeadline(deadline) { [outcome] in try await insist(after: outcome) }
    }

    /// Sends the request until it is answered or the task is cancelled.
    private func insist(after first: Outcome?) async throws -> Value {
        var outcome = first
        /// What to report when the time is over.
        var obstacle = configuration.silence(isWrite: false)
        var wasLost = false
        var redirections = 0
        do {
            while true {
                var asked: RedisServer?
                switch outcome {
                case .done(let reply): return reply
                case nil: break
                case .lost(let error):
                    if wasLost { throw error }
                    wasLost = true
                case .scriptMissing(let error): throw error
                case .redirected(let redirection, let error):
                    obstacle = error
                    redirections += 1
                    asked = try await follow(redirection, count: redirections)
                }
                let client =
                    if let asked { try await asked.connected() } else {
                        try await servers.connection(to: request.slot)
                    }
                let before = obstacle
                obstacle = configuration.silence(at: client.endpoint, isWrite: request.isWrite)
                outcome = try await attempt(on: client, asking: asked != nil)
                obstacle = before
            }
        } catch is CancellationError {
            throw obstacle
        }
    }

    /// Takes note of a redirection, or waits where it says so.
    ///
    /// - Parameters:
    ///   - redirection: what the reply said
    ///   - count: how many redirections the request had
    /// - Returns: the server to ask this once; nil for the one that has the slot.
    /// - Throws: `CancellationError` when the task is cancelled.
    private func follow(_ redirection: Redirection, count: Int) async throws -> RedisServer? {
        // One after the other is the way of a slot that moves; more are of servers that do not agree yet.
        if redirection == .later || count > 4 { try await Task.sleep(for: .milliseconds(min(5 * count, 200))) }
        switch redirection {
        case .later: return nil
        case .ask(let endpoint): return servers.server(at: endpoint)
        case .moved(let slot, let endpoint):
            servers.move(slot, to: endpoint)
            return nil
        }
    }

    private func attempt(on client: Client, asking: Bool = false) async throws -> Outcome {
        let outcome = try await attempt(request.commands, on: client, asking: asking)
        guard case .scriptMissing(let failure) = outcome else { return outcome }
        guard let commands = request.withSource else { throw failure }
        return try await attempt(commands, on: client, asking: asking)
    }

    private func attempt(_ commands: [[[UInt8]]], on client: Client, asking: Bool) async throws -> Outcome {
        let asking = asking ? [[Array("ASKING".utf8)]] : []
        let replies: [Value]
        do {
            replies = try await client.pipeline(asking + commands)
        } catch let error as ClientError {
            if let end = servers.end { throw end }
            let failure = configuration.failure(error, at: client.endpoint, isWrite: request.isWrite)
            if request.isWrite || error.code != .connectionClosed { throw failure }
            return .lost(failure)
        }
        do throws(CommandError) {
            return .done(try RedisRequest.result(Array(replies.dropFirst(asking.count))))
        } catch {
            let failure = configuration.failure(error, at: client.endpoint)
            if error.code == "NOSCRIPT" { return .scriptMissing(failure) }
            let redirection = Redirection(error, from: client.endpoint)
            guard let redirection, configuration.isCluster || redirection == .later else { throw failure }
            return .redirected(redirection, failure)
        }
    }
}

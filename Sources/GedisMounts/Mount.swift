package import GedisClient
package import GedisCore
package import GedisKit
import Synchronization

/// A server whose commands are those of a namespace.
///
/// It is looked after as long as it is mounted: what commands it has is asked when it is there, and whenever their number
/// has changed; where it is gone it is tried again, and that is logged.
package final class Mount: Sendable {
    private struct State {
        var catalog: MountCatalog?
        /// How many other catalogs it has had.
        var revision = 0
        /// Why the server is not there; nil where it is.
        var failure: RelayFailure?
        /// Whether it was found to be there or not.
        var isKnown = false
        var watching: Task<Void, Never>?
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiting = 0
    }

    /// How often a server is asked whether it has other commands.
    private static let period = Duration.seconds(5)
    /// How long to wait before a server is tried again: at first, and at most.
    private static let pauses = (shortest: Duration.milliseconds(50), longest: Duration.seconds(2))

    /// What it is.
    package let plan: MountPlan
    /// A text that no other mount of this process has.
    package let id = "mount \(UInt64.random(in: .min ... .max))"
    /// Where calls go.
    package let target: RelayTarget
    private let connector: MountConnector
    private let caller: MountCaller
    private let log: Log
    private let state = Mutex(State())

    /// Describes a mount; nothing is connected.
    ///
    /// - Parameters:
    ///   - plan: what it is
    ///   - log: what takes its lines
    ///   - resolve: says where the server is now, where the plan does not
    package init(
        _ plan: MountPlan, log: Log, resolve: (@Sendable () async throws -> Client.Endpoint)? = nil
    ) {
        let connector = MountConnector(plan: plan, resolve: resolve ?? { plan.endpoint })
        self.plan = plan
        self.log = log
        self.connector = connector
        caller = MountCaller(connector)
        target = RelayTarget(name: plan.name, timeout: plan.timeout, connections: plan.connections) {
            await connector.socket()
        }
    }

    deinit { close() }

    /// Why the server is not there; nil where it is, or nothing is known yet.
    package var failure: String? { state.withLock { $0.failure?.description } }

    /// Whether it was found to be there or not.
    package var isKnown: Bool { state.withLock(\.isKnown) }

    /// How it is, in a line.
    package var status: String {
        let (failure, catalog, isKnown) = state.withLock { ($0.failure, $0.catalog, $0.isKnown) }
        let how =
            if let failure { "not there: \(failure)" } else if !isKnown { "being connected to" } else {
                "connected, " + (catalog.map { $0.isComplete ? "\($0.commands.count) commands" : "any command" } ?? "")
            }
        return "\(plan.name): \(plan.endpoint) \(how)"
    }

    // MARK: - Its commands

    /// The namespace as far as the server's commands are known.
    package var namespace: Namespace { described.namespace }

    /// The namespace, and a number that is another one whenever the namespace is.
    package var described: (namespace: Namespace, revision: Int) {
        let (catalog, revision) = state.withLock { ($0.catalog, $0.revision) }
        var namespace = Namespace(
            name: plan.name, summary: "The commands of the server at \(plan.endpoint).",
            commands: (catalog?.commands ?? []).map(command))
        namespace.relay = target
        namespace.others = { [weak self] name in self?.other(name, catalog) }
        return (namespace, revision)
    }

    private func command(_ mounted: MountedCommand) -> Command {
        var command = Command(
            name: mounted.name, summary: mounted.summary, discussion: mounted.discussion,
            parameters: mounted.parameters, returns: mounted.returns, result: mounted.result,
            deprecation: mounted.deprecation,
            handler: .asynchronous { calls in try await self.answer(calls, of: mounted) })
        if !mounted.mayBlock { command.relay = target }
        return command
    }

    private nonisolated(nonsending) func answer(_ calls: Calls, of mounted: MountedCommand) async throws {
        try await caller.answer(calls, of: mounted) { self.state.withLock(\.failure) }
    }

    /// A command that the server does not list: one that is refused, or where it lists none, any.
    private func other(_ name: String, _ catalog: MountCatalog?) -> Command? {
        if let refusal = catalog?.refusals[name] ?? MountRefusal(name) {
            let error = CommandError("\(plan.name).\(name) \(refusal.reason)")
            return Command(name: name, takesAnyArguments: true, handler: .synchronous { _, _ in throw error })
        }
        guard catalog?.isComplete != true else { return nil }
        return command(MountedCommand(name: name))
    }

    // MARK: - Its life

    /// Begins to look after it.
    ///
    /// - Parameter changed: is called when the namespace has become another one
    package func begin(changed: @escaping @Sendable () async -> Void) {
        let task = Task { [weak self, connector] in
            var pause = Self.pauses.shortest
            while !Task.isCancelled {
                do {
                    let client = try await connector.client()
                    let catalog = try await MountCatalog(asking: client)
                    guard let mount = self else { return }
                    await mount.take(catalog, changed)
                    pause = Self.pauses.shortest
                    let asking = Task { [weak mount] in
                        while try await Self.hasOtherCommands(than: mount, client) {
                            await mount?.take(try await MountCatalog(asking: client), changed)
                        }
                    }
                    // Ends when the connection does.
                    do {
                        for try await _ in client.pushes() {}
                    } catch {}
                    asking.cancel()
                    guard !Task.isCancelled else { return }
                    self?.lost(RelayFailure("the connection to \(client.endpoint) was closed"))
                } catch {
                    guard !Task.isCancelled else { return }
                    self?.lost(RelayFailure(error))
                }
                try? await Task.sleep(for: pause * .random(in: 0.5...1))
                pause = Swift.min(pause * 2, Self.pauses.longest)
            }
        }
        state.withLock { $0.watching = task }
    }

    /// Asks every so often how many commands a server has, until that is another number.
    ///
    /// - Returns: false where the server does not say.
    private static func hasOtherCommands(than mount: Mount?, _ client: Client) async throws -> Bool {
        let known = mount?.state.withLock { $0.catalog?.count }
        while true {
            try await Task.sleep(for: period)
            guard let count = try await MountCatalog.count(asking: client) else { return false }
            if count != known { return true }
        }
    }

    private func take(_ catalog: MountCatalog, _ changed: @Sendable () async -> Void) async {
        let (isOther, wasLost) = state.withLock { state in
            defer {
                if state.catalog != catalog { state.revision += 1 }
                state.catalog = catalog
                state.failure = nil
                state.isKnown = true
            }
            return (state.catalog != catalog, state.failure != nil)
        }
        if wasLost { log.info("the mounted server is there: \(plan.endpoint)") }
        settle()
        if isOther { await changed() }
    }

    private func lost(_ failure: RelayFailure) {
        let wasThere = state.withLock { state in
            defer {
                state.failure = failure
                state.isKnown = true
            }
            return state.failure == nil
        }
        if wasThere { log.warning("the mounted server is not there, and is tried again: \(failure)") }
        settle()
    }

    private func settle() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiting in waiting { waiting.resume() }
    }

    /// Waits until it is known whether the server is there, for a while.
    package func waitUntilKnown(atMost limit: Duration) async {
        let number = state.withLock { state in
            state.lastWaiting += 1
            return state.lastWaiting
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
        defer { timer.cancel() }
        await withCheckedContinuation { continuation in
            let isKnown = state.withLock { state in
                if !state.isKnown { state.waiting[number] = continuation }
                return state.isKnown
            }
            if isKnown { continuation.resume() }
        }
    }

    /// Looks after it no more.
    package func close() {
        state.withLock { $0.watching.take() }?.cancel()
        settle()
    }
}

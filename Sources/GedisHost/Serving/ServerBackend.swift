import GedisBackends
import GedisConfig
import GedisCore
import GedisKit
import Logging

/// The backend of a server that runs. A reload takes a changed definition of it over.
actor ServerBackend {
    /// What namespaces are handed as `dbclient`.
    nonisolated let shared: ReplaceableBackend
    /// The way to the backend that the commands have which every server has; nil where they go to it as others do.
    private(set) var relay: RelayTarget?
    private var plan: BackendPlan
    private let logger: Logger

    /// Makes the backend, not connected yet.
    ///
    /// - Throws: `ConfigError` when its definition is wrong.
    init(_ plan: BackendPlan, logger: Logger) throws(ConfigError) {
        let backend = try plan.make()
        shared = ReplaceableBackend(backend)
        relay = RedisRelay.target(backend)
        self.plan = plan
        self.logger = logger
    }

    /// Connects. A backend that is away is no reason not to serve: the commands that need it say so, until it is back.
    func connect() async { await connect(shared.current, plan.name) }

    /// A backend that is to take the place of the one that is used.
    struct Replacement: Sendable {
        fileprivate var plan: BackendPlan
        fileprivate var backend: any ConnectedBackend
    }

    /// Makes the backend that a definition describes by now, not connected yet.
    ///
    /// - Returns: the backend; nil where the definition is the same as before.
    /// - Throws: `ConfigError` when the definition is wrong.
    func replacement(by plan: BackendPlan) throws(ConfigError) -> Replacement? {
        plan == self.plan ? nil : Replacement(plan: plan, backend: try plan.make())
    }

    /// Uses another backend from here on.
    func take(_ replacement: Replacement) async {
        plan = replacement.plan
        await connect(replacement.backend, plan.name)
        (relay?.worker as? RedisRelay)?.end()
        shared.replace(with: replacement.backend)
        relay = RedisRelay.target(replacement.backend)
        logger.info("took over the changed backend", metadata: ["backend": "\(plan.name)"])
    }

    /// Closes it.
    func close() async { await shared.close() }

    private func connect(_ backend: any ConnectedBackend, _ name: String) async {
        do {
            try await backend.connect()
            logger.info("connected to the backend", metadata: ["backend": "\(name)"])
        } catch {
            logger.warning("backend \(name) is not available yet: \(error)")
        }
        backend.availability?.observe { [logger] change in
            switch change {
            case .lost(let error): logger.warning("backend \(name) is not available any more: \(error)")
            case .restored(let place):
                logger.notice("backend \(name) is available again", metadata: ["address": "\(place)"])
            }
        }
    }
}

import GedisKit
import Synchronization

/// What all of a server's threads know of it.
final class ServerState: Sendable {
    /// What the server was told when it was made.
    let configuration: ServerConfiguration
    /// When the server was made.
    let started = ContinuousClock.now
    /// Who listens to what.
    let channels: Channels
    /// Who said wrong passwords.
    let attempts = LoginAttempts()
    /// The connections that were not taken in.
    let refusals = Refusals()
    /// The calls that took long.
    let slowLog: SlowLog
    /// Until when the namespaces' commands wait; nil where they do not.
    let pauseEnd = Mutex<ContinuousClock.Instant?>(nil)
    private let everybody: Mutex<Accounts>
    private let threads = Mutex<[any WorkerHandle]>([])
    private let allCounters = Mutex<[Counters]>([])
    private let allPorts = Mutex<[Int]>([])
    private let lastConnectionID = Atomic<Int>(0)

    init(_ configuration: ServerConfiguration, channels: Channels = Channels()) {
        self.configuration = configuration
        self.channels = channels
        slowLog = SlowLog(threshold: configuration.slowCallThreshold)
        everybody = Mutex(Accounts(password: configuration.password, users: configuration.users))
    }

    /// Who may call.
    var accounts: Accounts { everybody.withLock { $0 } }

    /// The figures of each worker.
    var counters: [Counters] { allCounters.withLock { $0 } }

    /// The ports that clients can connect to, once each.
    var ports: [Int] { allPorts.withLock { $0 } }

    /// How many connections there are.
    var openConnections: Int { counters.reduce(0) { $0 + $1.open } }

    /// The workers.
    var workers: [any WorkerHandle] { threads.withLock { $0 } }

    /// Counts a worker's figures in.
    func add(_ counters: Counters) { allCounters.withLock { $0.append(counters) } }

    /// Makes workers reachable.
    func add(_ workers: [any WorkerHandle]) { threads.withLock { $0 += workers } }

    /// Makes the workers unreachable, because their threads are about to end.
    func removeWorkers() { threads.withLock { $0 = [] } }

    /// Remembers where clients can connect.
    func add(_ socket: ListeningSocket) {
        guard let port = socket.port else { return }
        allPorts.withLock { if !$0.contains(port) { $0.append(port) } }
    }

    /// A number that no other connection has.
    func nextConnectionID() -> Int { lastConnectionID.add(1, ordering: .relaxed).newValue }

    /// Runs `work` with each worker, on the worker's thread, and returns when all have.
    ///
    /// - Returns: what `work` returned, in the workers' order.
    @discardableResult
    func onEachWorker<R: Sendable>(_ work: @escaping @Sendable (Worker) -> R) async -> [R] {
        var results: [R] = []
        for worker in workers {
            if let result = await worker.result(of: work) { results.append(result) }
        }
        return results
    }

    /// Swaps who may call. Connections that exist have their new rights with their next request; those of somebody who
    /// may not call any more end.
    func use(_ accounts: Accounts) async {
        everybody.withLock { $0 = accounts }
        await onEachWorker { $0.use(accounts) }
    }
}

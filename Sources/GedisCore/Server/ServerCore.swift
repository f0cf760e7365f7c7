package import GedisCrypto
package import GedisKit
package import GedisSettings
package import Logging
import Synchronization

/// A server without its I/O: what all of its threads share.
public final class ServerCore: Sendable {
    /// What the server was made with.
    package let configuration: ServerConfiguration
    package let logger: Logger
    /// When the server was made.
    let started = ContinuousClock.now
    /// Who subscribes to what.
    let channels: Channels
    /// The same, for those who hand it over.
    package var subscriptions: Channels { channels }
    /// Who sent wrong passwords.
    let attempts = LoginAttempts()
    /// Who need not send a password for some hours.
    let signIns = SignIns()
    /// The connections that were refused.
    package let refusals = Refusals()
    /// The calls that took long.
    let slowLog: SlowLog
    /// Until when the namespaces' commands wait; nil where they do not.
    let pauseEnd = Mutex<ContinuousClock.Instant?>(nil)
    private let watchdog = Watchdog()
    private let served = Mutex<CurrentCertificate?>(nil)
    private let commands: Mutex<Commands>
    private let currentLimits: Mutex<ServerLimits>
    private let currentRates: Mutex<RateLimiter?>
    private let everybody: Mutex<Accounts>
    private let sections = Mutex<[StatisticsSection]>([])
    private let threads = Mutex<[any WorkerHandle]>([])
    private let allCounters = Mutex<[Counters]>([])
    /// What the process before had counted.
    let inherited = Counters()
    private let allPorts = Mutex<[Int]>([])
    private let lastConnectionID = Atomic<Int>(0)
    private let readiness = Atomic(true)

    /// Makes the core of a server.
    ///
    /// - Parameters:
    ///   - configuration: for whom it serves
    ///   - namespaces: what clients can call
    ///   - operatorCommands: the commands of the control socket
    ///   - channels: what clients subscribe to
    ///   - logger: where events are logged
    package init(
        _ configuration: ServerConfiguration, namespaces: [Namespace] = [], operatorCommands: [Namespace] = [],
        channels: Channels = Channels(), logger: Logger
    ) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        slowLog = SlowLog(threshold: configuration.slowlogThreshold)
        currentLimits = Mutex(configuration.limits)
        currentRates = Mutex(RateLimiter(configuration.limits.rates))
        commands = Mutex(Commands(clients: namespaces, operators: operatorCommands))
        everybody = Mutex(configuration.accounts(passwords: configuration.passwords, users: configuration.users))
        channels.use(configuration.limits)
        add(inherited)
    }

    /// The certificate that connections are served with; nil for no TLS. It is set before the carriers start.
    package var certificate: CurrentCertificate? {
        get { served.withLock { $0 } }
        set { served.withLock { $0 = newValue } }
    }

    /// Whether clients are to be sent to it.
    package var isReady: Bool {
        get { readiness.load(ordering: .relaxed) }
        set { readiness.store(newValue, ordering: .relaxed) }
    }

    /// How much clients may take.
    package var limits: ServerLimits { currentLimits.withLock { $0 } }

    /// How often commands may be called by all clients together; nil for no bound.
    var rates: RateLimiter? { currentRates.withLock { $0 } }

    /// Who may call.
    package var accounts: Accounts { everybody.withLock { $0 } }

    /// What clients can call.
    var namespaces: [Namespace] { commands.withLock { $0.clients } }

    /// The statistics of each worker, and those of the process before.
    var counters: [Counters] { allCounters.withLock { $0 } }

    /// The ports that clients of RESP can connect to, once each.
    package var ports: [Int] { allPorts.withLock { $0 } }

    /// How many connections there are.
    package var openConnections: Int { counters.reduce(0) { $0 + $1.open } }

    /// What carriers count besides requests.
    package var statisticsSections: [StatisticsSection] { sections.withLock { $0 } }

    /// Adds what a carrier counts besides requests.
    package func add(_ section: StatisticsSection) { sections.withLock { $0.append(section) } }

    /// The workers that can be reached.
    var workers: [any WorkerHandle] { threads.withLock { $0 } }

    /// Makes a worker for a thread that is about to begin.
    package func makeWorker() -> Confined<Worker> {
        let counters = Counters()
        add(counters)
        let tables = CommandTables(commands.withLock { $0 }, counters: counters)
        return Confined(Worker(server: self, counters: counters, tables: tables, logger: logger))
    }

    /// Counts a worker's statistics in.
    func add(_ counters: Counters) { allCounters.withLock { $0.append(counters) } }

    /// Makes workers reachable, and lets them take over what was swapped since they were made.
    package func add(_ workers: [any WorkerHandle]) {
        threads.withLock { $0 += workers }
        let (commands, limits) = (commands.withLock { $0 }, limits)
        for worker in workers { worker.perform { $0.catchUp(commands, limits) } }
    }

    /// Makes the workers unreachable, because their threads are about to end.
    package func removeWorkers() { threads.withLock { $0 = [] } }

    /// Remembers a port that clients of RESP can connect to.
    package func add(port: Int) { allPorts.withLock { if !$0.contains(port) { $0.append(port) } } }

    /// A number that no other connection has.
    func nextConnectionID() -> Int { lastConnectionID.add(1, ordering: .relaxed).newValue }

    /// The greatest number that a connection has had.
    package var greatestConnectionID: Int { lastConnectionID.load(ordering: .relaxed) }

    /// Gives connections greater numbers than this from here on.
    package func skipConnectionIDs(to id: Int) { lastConnectionID.max(id, ordering: .relaxed) }

    /// Runs `work` with each worker, on the worker's thread, and returns when all have that are not stuck in a command.
    /// Those that are run it when they move again.
    ///
    /// - Returns: what `work` returned, in the workers' order.
    @discardableResult
    package func onEachWorker<R: Sendable>(_ work: @escaping @Sendable (Worker) -> R) async -> [R] {
        await Gathering.results(of: workers, atMost: Activity.stuckAfter, work)
    }

    /// Enforces the timeouts of all connections, and logs what keeps threads. It waits for no thread.
    package func sweep() {
        refusals.logPending(to: logger)
        for worker in workers where worker.activity.stuck(longerThan: Activity.stuckAfter) == nil {
            worker.perform { $0.enforceDeadlines() }
        }
        watchdog.check(workers.map(\.activity), logger)
    }

    /// The commands that keep threads now.
    package var stuck: [Activity.Stuck] {
        workers.compactMap { $0.activity.stuck(longerThan: Activity.stuckAfter) }
    }

    /// Swaps the namespaces. When this returns, every request that arrives sees the new ones; calls that run go on.
    package func use(_ namespaces: [Namespace]) async {
        let commands = commands.withLock { commands in
            commands.clients = namespaces
            commands.version += 1
            return commands
        }
        await onEachWorker { $0.use(commands) }
    }

    /// Swaps how much clients may take.
    package func use(_ limits: ServerLimits) async {
        currentLimits.withLock { $0 = limits }
        currentRates.withLock { $0 = .limiter(of: limits.rates, keeping: $0) }
        channels.use(limits)
        await onEachWorker { $0.use(limits) }
    }

    /// Swaps who may call. Connections that exist have their new rights with their next request; those of somebody who
    /// may not call any more end.
    package func use(passwords: [String], users: [ServerConfiguration.User]) async {
        let accounts = everybody.withLock { everybody in
            everybody = configuration.accounts(passwords: passwords, users: users, succeeding: everybody)
            return everybody
        }
        await onEachWorker { $0.use(accounts) }
    }
}

extension ServerConfiguration {
    /// Who may call with these passwords, and with the certificates that clients are asked for.
    fileprivate func accounts(passwords: [String], users: [User], succeeding former: Accounts? = nil) -> Accounts {
        Accounts(
            passwords: passwords, users: users, asksForCertificates: certificate?.clientAuthorities != nil,
            succeeding: former)
    }
}

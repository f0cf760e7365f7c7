package import GedisKit
package import GedisRESP
package import GedisSettings
package import Logging

/// What the connections of one thread share. It is used on that thread alone.
///
/// What each request touches is exempt from the dynamic checks of exclusive access, which took a third of the time that
/// a small request takes outside the kernel: no command's code can reach it.
package final class Worker {
    package let server: ServerCore
    package let counters: Counters
    package let logger: Logger
    /// How other threads reach it; set by whoever runs the thread.
    package var handle: (any WorkerHandle)? { didSet { mailbox = handle.map { Mailbox(of: $0) } } }
    /// Where messages wait for its connections.
    private(set) var mailbox: Mailbox?
    /// Whether any do: `deliver` is to be called once the thread has nothing else to do.
    @exclusivity(unchecked) package internal(set) var hasMessages = false
    @exclusivity(unchecked) var parser = RequestParser()
    @exclusivity(unchecked) var stopwatch = Stopwatch()
    /// The threads whose monitors are shown every request, once for each monitor.
    @exclusivity(unchecked) var monitors: [any WorkerHandle] = []
    /// What the requests of one connection's turn share, until that ends.
    let reads = ReadScope()
    /// Whether the namespaces' commands wait, as `CLIENT PAUSE` has it.
    @exclusivity(unchecked) var isPaused = false

    /// How much clients may take.
    package private(set) var limits: ServerLimits
    @exclusivity(unchecked) package private(set) var requestLimits: RequestLimits
    /// How often commands may be called by all clients together; nil for no bound.
    private(set) var rates: RateLimiter?
    /// Its connections, by their numbers.
    private(set) var drivers: [Int: ConnectionDriver] = [:]
    /// The connections with subscriptions, by their numbers.
    var subscribers = BySubscription<[Int: ConnectionDriver]>()
    @exclusivity(unchecked) private var tables: CommandTables
    /// Which tables these are: another number after each change.
    @exclusivity(unchecked) package private(set) var tablesVersion = 0
    /// Commands that are in no table, by their full names in lower case, as long as the tables are in use.
    private var others: [String: CommandEntry] = [:]
    /// What carries links to other servers; nil where the thread has no way to.
    package var makeCarrier: ((RelayLink) -> any RelayCarrier)?
    @exclusivity(unchecked) var relays: [Relay] = []
    /// Links that nothing is sent over any more, until they end.
    var retiredRelays: [Relay] = []
    @exclusivity(unchecked) private var idleOutputs = IdlePool<Output>(keeping: keptBuffers)
    @exclusivity(unchecked) private var idleCalls = IdlePool<Calls>(keeping: keptBuffers)
    @exclusivity(unchecked) private(set) var idleRunners = IdlePool<CallRunner>(keeping: keptBuffers)
    /// What has calls to send on when the thread's turn ends.
    @exclusivity(unchecked) private var forwarders: [any CallForwarder] = []
    /// Whether the thread calls `endTurn` and `deliver`.
    package var hasTurns = false

    /// The most buffers of a kind that are kept, and the most bytes in each one for replies.
    private static let keptBuffers = 8
    private static let keptBytes = 64 * 1024

    init(server: ServerCore, counters: Counters, tables: CommandTables, logger: Logger) {
        self.server = server
        self.counters = counters
        self.tables = tables
        self.logger = logger
        limits = server.limits
        requestLimits = RequestLimits(limits)
        rates = server.rates
    }

    deinit {
        for output in idleOutputs.all { output.free() }
        for runner in idleRunners.all { runner.end() }
    }

    /// What its thread does now.
    package var activity: Activity { stopwatch.activity }

    /// What its clients' namespaces are.
    package var namespaces: [Namespace] { tables.namespaces }

    /// The commands that connections of `audience` may call.
    package func table(for audience: Audience) -> CommandTable {
        audience == .clients ? tables.clients : tables.operators
    }

    /// The command that a client calls `name`; valid while the tables are. It is looked for first whether it is `guess`.
    @inline(__always)
    func entry(
        named name: UnsafeRawBufferPointer, for audience: Audience, _ guess: Unmanaged<CommandEntry>? = nil
    ) -> Unmanaged<CommandEntry>? {
        table(for: audience).find(name, guess) ?? (audience == .clients ? other(name) : nil)
    }

    /// The command of a namespace that does not know all of its commands.
    @inline(never)
    private func other(_ name: UnsafeRawBufferPointer) -> Unmanaged<CommandEntry>? {
        guard tables.haveOthers, name.count <= Self.longestOther, let dot = name.firstIndex(of: UInt8(ascii: "."))
        else {
            return nil
        }
        let full = String(decoding: name, as: UTF8.self).lowercased()
        if let known = others[full] { return .passUnretained(known) }
        guard others.count < Self.mostOthers,
            let namespace = tables.namespaces.first(where: { Array($0.name.utf8) == Array(full.utf8.prefix(dot)) }),
            let command = namespace.others?(String(decoding: full.utf8.dropFirst(dot + 1), as: UTF8.self))
        else { return nil }
        let entry = CommandEntry(command, in: namespace, counters)
        others[full] = entry
        return .passUnretained(entry)
    }

    /// The most commands that are kept besides those of the tables, and the longest name of one.
    private static let mostOthers = 1024
    private static let longestOther = 256

    /// The command that a client calls `name`.
    package func command(named name: String) -> CommandEntry? {
        Array(name.utf8).withUnsafeBytes { entry(named: $0, for: .clients) }?.takeUnretainedValue()
    }

    /// Swaps the commands. Calls that run go on; the next request sees the new ones.
    func use(_ commands: Commands) {
        tables = CommandTables(commands, counters: counters)
        tablesVersion += 1
        others = [:]
        stopwatch.begin(at: stopwatch.last)
        retireRelays(besides: commands.clients)
        for driver in drivers.values { driver.transport?.commandsChanged() }
    }

    /// Swaps how much clients may take.
    func use(_ limits: ServerLimits) {
        self.limits = limits
        requestLimits = RequestLimits(limits)
        rates = server.rates
        for driver in drivers.values { driver.connection.session.isRated = rates != nil }
    }

    /// Takes over what was swapped between its making and its being known.
    func catchUp(_ commands: Commands, _ limits: ServerLimits) {
        if commands.version != tables.version { use(commands) }
        if limits != self.limits { use(limits) }
    }

    /// Swaps who may call, and ends the connections of those who may not any more.
    func use(_ accounts: Accounts) {
        for driver in drivers.values {
            let session = driver.connection.session
            guard let account = session.account, driver.connection.audience == .clients else { continue }
            if let now = accounts.successor(of: account, isCertified: session.certifiedName != nil) {
                driver.connection.session.account = now
                driver.transport?.commandsChanged()
            } else {
                logger.info("ending a connection whose user is gone", metadata: ["id": "\(session.id)"])
                // What it sent ahead is refused, or it could go on as long as a call of its own runs.
                driver.connection.session.account = nil
                driver.end()
            }
        }
    }

    /// Whether one more client may connect.
    package var hasRoom: Bool {
        if server.openConnections < limits.maxConnections { return true }
        server.refusals.add(.full, to: logger)
        return false
    }

    /// Takes a connection in.
    func add(_ driver: ConnectionDriver) {
        let session = driver.connection.session
        drivers[session.id] = driver
        counters.countOpened()
        logger.debug("connected", metadata: ["id": "\(session.id)", "from": "\(session.address)"])
    }

    /// Forgets a connection that is closed.
    func remove(_ driver: ConnectionDriver) {
        let connection = driver.connection
        guard drivers.removeValue(forKey: connection.session.id) != nil else { return }
        connection.unsubscribe()
        counters.countClosed()
        logger.debug("disconnected", metadata: ["id": "\(connection.session.id)"])
    }

    /// Lets the namespaces' commands wait, or go on.
    func pause(_ isPaused: Bool) {
        self.isPaused = isPaused
        if !isPaused { for driver in drivers.values { driver.pauseEnded() } }
    }

    /// Looks for connections that have taken more time than they may.
    package func enforceDeadlines() {
        let now = Stopwatch.now()
        for driver in drivers.values { driver.enforceDeadlines(limits, at: now) }
        for relay in relays + retiredRelays { relay.enforceDeadlines(limits.commandTimeout, at: now) }
    }

    /// Ends every connection once it is answered.
    package func endConnections() {
        pause(false)
        for driver in drivers.values { driver.end() }
    }

    /// Ends every connection once it is answered, one that has asked nothing yet after its first request.
    package func endConnectionsAfterFirstReplies() {
        pause(false)
        for driver in drivers.values { driver.endAfterFirstReply() }
    }

    /// Lets the receiver of calls have what was sent to it, together with all that this turn of the thread sends.
    func flushSoon(_ forwarder: any CallForwarder) {
        guard hasTurns else { return forwarder.flush() }
        if !forwarders.contains(where: { $0.receiver == forwarder.receiver }) { forwarders.append(forwarder) }
    }

    /// Does what was put off until the thread's turn ends.
    package func endTurn() {
        guard !forwarders.isEmpty else { return }
        for forwarder in forwarders { forwarder.flush() }
        forwarders.removeAll(keepingCapacity: true)
    }

    /// An empty buffer for replies, to be given back when they are sent.
    func lendOutput(version: ReplyWriter.Version) -> Output {
        let output = idleOutputs.take() ?? Output()
        output.writer.version = version
        return output
    }

    /// Takes a buffer back.
    func giveBack(_ output: Output) {
        output.writer.removeAll(keepingAtMost: Self.keptBytes)
        if !idleOutputs.keep(output) { output.free() }
    }

    /// A place for the requests of calls that may suspend, to be given back afterwards.
    func lendCalls() -> Calls { idleCalls.take() ?? Calls() }

    /// Takes such a place back.
    func giveBack(_ calls: Calls) {
        if calls.end() { _ = idleCalls.keep(calls) }
    }

    /// Lends what runs calls that may suspend, to be given back when there are none.
    ///
    /// - Parameter jobs: the jobs of this thread
    /// - Returns: a task that waits for calls.
    func lendRunner(over jobs: any JobQueue) -> CallRunner {
        if let runner = idleRunners.take() {
            if runner.jobs === jobs { return runner }
            runner.end()
        }
        return CallRunner(over: jobs)
    }

    /// Takes a runner back.
    ///
    /// - Returns: whether it is kept.
    func giveBack(_ runner: CallRunner) -> Bool { idleRunners.keep(runner) }
}

extension RequestLimits {
    fileprivate init(_ limits: ServerLimits) {
        self.init(maxArguments: limits.maxArguments, maxRequestSize: limits.maxRequestSize)
    }
}

/// Whom a listening socket is for.
package enum Audience: Sendable {
    /// The server's users: its namespaces' commands.
    case clients
    /// Whoever runs the server, over its control socket: the commands that manage it.
    case operators
}

import GedisKit
import GedisRESP

/// A thread's connection to another server, over which it sends on calls of its clients, without I/O.
///
/// Requests of all connections go out together when the thread has looked at all of them, and replies go to the connections
/// as they came. It is used on its worker's thread alone.
package final class RelayLink {
    enum State {
        /// There is no connection, or not any more.
        case closed
        case connecting
        /// The server is told who gedis is, and which version it wants.
        case greeting(missing: [Greeting])
        case open
        /// Calls fail for this reason until the time comes, by the stopwatch's clock.
        case failed(RelayFailure, until: Int)
    }

    /// What is to be replied before calls are sent.
    enum Greeting { case authentication, version }

    /// The most bytes that may wait for the server before connections wait for it.
    private static let mostUnsentBytes = 4 << 20
    /// A server that has not answered for so long is busy with one call, in nanoseconds: others had better go another way.
    private static let busyAfter = 5_000_000

    package let target: RelayTarget
    /// The version that its connections want replies in.
    let version: ReplyWriter.Version
    /// The version that the server speaks.
    var spoken: ReplyWriter.Version
    /// It has the link.
    unowned let worker: Worker
    var state = State.closed
    @exclusivity(unchecked) var carrier: (any RelayCarrier)?
    @exclusivity(unchecked) var outbox = RelayOutbox()
    @exclusivity(unchecked) var calls = RelayedCalls()
    @exclusivity(unchecked) var scanner = ReplyScanner()
    /// Bytes that arrived and are no whole reply.
    @exclusivity(unchecked) var input: [UInt8] = []
    var address = ""
    /// When the server was last heard of, or begun to be waited for.
    var lastHeard = 0
    /// When it began to connect.
    var begun = 0
    /// How long calls fail after a failure.
    var pause = 0
    /// Connections that wait for room, or for something to be answered.
    var waiting: [Int] = []
    /// Connections that got replies of those that have just arrived.
    var touched: [ConnectionDriver] = []
    var isRetired = false

    init(to target: RelayTarget, _ version: ReplyWriter.Version, of worker: Worker) {
        self.target = target
        self.version = version
        self.worker = worker
        spoken = version
    }

    /// Gives it what carries it.
    func use(_ carrier: any RelayCarrier) { self.carrier = carrier }

    /// Whether nothing is answered that was sent long ago.
    func isBusy(at time: Int) -> Bool { !calls.isEmpty && time - lastHeard > Self.busyAfter }

    /// Whether more may wait for the server.
    var hasRoom: Bool { outbox.unsentBytes < Self.mostUnsentBytes }

    /// Has a connection notified when there is room.
    func wait(for connection: Int) { waiting.append(connection) }

    /// Whether there is no connection, nor one that is being made.
    var isClosed: Bool {
        switch state {
        case .closed, .failed: true
        default: false
        }
    }

    /// Why calls fail now; nil where they are sent.
    func refusal(at time: Int) -> RelayFailure? {
        guard case .failed(let failure, let end) = state, time < end else { return nil }
        return failure
    }

    /// Sends a call on, when the thread has looked at what else there is.
    @inline(__always)
    func send(
        _ arguments: borrowing Arguments, _ name: [UInt8], _ entry: CommandEntry, of connection: Int, at time: Int
    ) {
        if outbox.unsentBytes == 0 { begin(at: time) }
        let offset = outbox.add(arguments, name)
        calls.append(entry, of: connection, at: time, offset: offset)
    }

    @inline(never)
    private func begin(at time: Int) {
        if calls.isEmpty { lastHeard = time }
        switch state {
        case .closed, .failed:
            state = .connecting
            begun = time
            carrier?.connect()
        case .connecting, .greeting: break
        case .open: carrier?.flushSoon()
        }
    }

    /// Sends what waits.
    package func flush() {
        guard case .open = state, let carrier else { return }
        outbox.flush { carrier.send($0) }
        if !waiting.isEmpty, outbox.unsentBytes == 0 { wake() }
    }

    /// Lets it end once its calls are answered: nothing is sent to the server any more.
    func retire() {
        isRetired = true
        if calls.isEmpty { close() }
    }

    func close() {
        carrier?.close()
        state = .closed
    }
}

// MARK: - The connection

extension RelayLink {
    /// The server is connected to, and may be sent bytes.
    package func connected(to address: String, authentication: [[UInt8]]?) {
        self.address = address
        spoken = version
        scanner = ReplyScanner()
        input = []
        var writer = ReplyWriter()
        var missing: [Greeting] = []
        if let authentication {
            RequestEncoder.encode(authentication, into: &writer)
            missing.append(.authentication)
        }
        if version == .resp3 {
            RequestEncoder.encode([Array("HELLO".utf8), Array("3".utf8)], into: &writer)
            missing.append(.version)
        }
        guard !missing.isEmpty else { return open() }
        state = .greeting(missing: missing)
        let wasSent = writer.withBytes { carrier?.send($0) == $0.count }
        if !wasSent { failed(RelayFailure("\(address) takes no requests")) }
    }

    func open() {
        state = .open
        pause = 0
        lastHeard = Stopwatch.now()
        flush()
    }

    /// There is no connection, or not any more; whoever waits gets an error.
    package func failed(_ failure: RelayFailure) {
        var wasSent = false
        if case .open = state { wasSent = true }
        let now = Stopwatch.now()
        // A connection that worked is made again at once, one that could not be made after a while.
        pause = wasSent && pause == 0 ? 1 : Swift.min(Swift.max(pause, 25_000_000) * 2, 1_000_000_000)
        carrier?.close()
        state = isRetired || pause == 1 ? .closed : .failed(failure, until: now + Int.random(in: pause / 2...pause))
        input = []
        outbox.removeAll()
        let error = CommandError.notRelayed(failure, target.name, wasSent: wasSent)
        for run in calls.removeAll() { refuse(run, error, at: now) }
        notifyTouched()
        wake()
    }

    /// Replies an error to calls.
    private func refuse(_ run: RelayedCalls.Run, _ error: CommandError, at time: Int) {
        guard run.connection != 0, let driver = worker.drivers[run.connection] else { return }
        for _ in 0..<run.count { run.entry.statistics.countFailure() }
        driver.connection.takeRelayed(run.count) { writer in
            for _ in 0..<run.count { driver.connection.refuse(error, &writer) }
        }
        driver.connection.finishRelayed(run, run.count, at: time) { nil }
        touch(driver)
    }

    /// Looks for calls that have taken more time than they may.
    func enforceDeadlines(_ commandTimeout: Duration?, at now: Int) {
        let timeout = Swift.min(target.timeout, commandTimeout ?? target.timeout)
        let nanoseconds = Int(timeout / .nanoseconds(1))
        switch state {
        case .closed, .failed: return
        case .connecting, .greeting:
            guard now - begun > nanoseconds else { return }
            return failed(RelayFailure("\(address.isEmpty ? "the server" : address) was not ready within \(timeout)"))
        case .open: break
        }
        guard !calls.isEmpty else { return }
        if now - lastHeard > nanoseconds { return failed(RelayFailure("\(address) does not answer")) }
        for run in calls.abandon(until: now - nanoseconds) {
            refuse(run, .relayTimedOut(run.entry.name, after: timeout), at: now)
        }
        notifyTouched()
    }
}

// MARK: - Who waits

extension RelayLink {
    func touch(_ driver: ConnectionDriver) {
        if touched.last !== driver { touched.append(driver) }
    }

    /// Lets connections go on that got replies.
    func notifyTouched() {
        guard !touched.isEmpty else { return }
        let drivers = touched
        touched = []
        for driver in drivers { driver.takenRelayed() }
    }

    /// Lets connections go on that waited for room.
    func wake() {
        let connections = waiting
        waiting = []
        for connection in connections { worker.drivers[connection]?.relayHasRoom() }
    }
}

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
        /// The process has ended that it was of, and how is not known yet.
        case ending
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
    /// What writes calls and reads replies; nil where those are RESP. The outbox then keeps what was asked first of what
    /// is sent together.
    @exclusivity(unchecked) let coder: (any RelayCoder)?
    /// The same, where calls can be answered in another way as well.
    @exclusivity(unchecked) let detour: (any RelayDetour)?
    /// Whether calls are being answered in that way, and how often some were.
    @exclusivity(unchecked) var isAsking = false
    @exclusivity(unchecked) var asking = 0
    /// What is the state once they are, where the connection has ended.
    var stateBehindAsking = State.closed
    /// What it is of a process of gedis' own.
    @exclusivity(unchecked) var lane: (any RelayLane)?
    @exclusivity(unchecked) var calls = RelayedCalls()
    @exclusivity(unchecked) var scanner = ReplyScanner()
    /// Bytes that arrived and are no whole reply.
    @exclusivity(unchecked) var input: [UInt8] = []
    var address = ""
    /// When the server was last heard of, or begun to be waited for.
    var lastHeard = 0
    /// When it began to connect, and when it had.
    var begun = 0
    var opened = 0
    /// How long calls fail after a failure.
    var pause = 0
    /// Connections that wait for room, or for something to be answered.
    var waiting: [Int] = []
    /// Connections that got replies of those that have just arrived.
    var touched: [ConnectionDriver] = []
    /// How many calls were answered over it.
    @exclusivity(unchecked) var answeredCount = 0
    var isRetired = false

    init(to target: RelayTarget, _ version: ReplyWriter.Version, of worker: Worker) {
        self.target = target
        self.version = version
        self.worker = worker
        spoken = version
        coder = target.worker?.makeCoder()
        detour = coder as? any RelayDetour
    }

    deinit { carrier?.detach() }

    /// Gives it what carries it.
    func use(_ carrier: any RelayCarrier) { self.carrier = carrier }

    /// Whether nothing is answered that was sent long ago.
    func isBusy(at time: Int) -> Bool { !calls.isEmpty && time - lastHeard > Self.busyAfter }

    /// Whether more may wait for the server.
    var hasRoom: Bool { unsentBytes < Self.mostUnsentBytes }

    var unsentBytes: Int { coder?.unsentBytes ?? outbox.unsentBytes }

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
    ///
    /// - Throws: `ArgumentError` for the first argument that does not fit, where gedis has to know.
    @inline(__always)
    func send(
        _ arguments: borrowing Arguments, _ name: [UInt8], _ entry: CommandEntry, of connection: Int, at time: Int
    ) throws(ArgumentError) {
        if lane != nil, unsentBytes == 0 { leaveEndingLane() }
        if let coder {
            try coder.add(entry.command.relayNumber, arguments)
            if !outbox.isOpen { begin(at: time) }
            if outbox.isOpen, calls.extend(entry, of: connection, at: time) { return outbox.count() }
            let offset = outbox.add(arguments, name)
            return calls.append(entry, of: connection, at: time, offset: offset)
        }
        if outbox.unsentBytes == 0 { begin(at: time) }
        let offset = outbox.add(arguments, name)
        calls.append(entry, of: connection, at: time, offset: offset)
    }

    /// Sends on a call of the command and the connection that the last one was of, before that is sent.
    ///
    /// `extendLast` has to follow.
    ///
    /// - Throws: `ArgumentError` for the first argument that does not fit, where gedis has to know.
    @inline(__always)
    func sendFollowing(
        _ arguments: borrowing Arguments, _ name: [UInt8], _ number: Int
    ) throws(ArgumentError) {
        guard let coder else { return _ = outbox.add(arguments, name) }
        try coder.add(number, arguments)
    }

    /// Counts calls that `sendFollowing` has sent on.
    func extendLast(by count: Int) {
        calls.extendLast(by: count)
        if coder != nil { outbox.count(count) }
    }

    /// Has calls wait for the next process where this one is about to end.
    @inline(never)
    private func leaveEndingLane() {
        if case .open = state, lane?.isEnding == true { lost(RelayFailure("the process is about to end")) }
    }

    /// Calls are to be sent, and none was.
    @inline(never)
    func begin(at time: Int) {
        if calls.isEmpty {
            lastHeard = time
            lane?.begin()
        }
        switch state {
        case .closed, .failed:
            state = .connecting
            begun = time
            carrier?.connect()
        case .connecting, .greeting, .ending: break
        case .open: carrier?.flushSoon()
        }
    }

    /// Sends what waits.
    package func flush() {
        guard case .open = state, let carrier else { return }
        if let coder {
            outbox.close()
            coder.flush { carrier.send($0) }
        } else {
            outbox.flush { carrier.send($0) }
        }
        if !waiting.isEmpty, unsentBytes == 0 { wake() }
    }

    /// Lets it end once its calls are answered: nothing is sent to the server any more.
    func retire() {
        isRetired = true
        if calls.isEmpty { close() }
    }

    func close() {
        carrier?.close()
        lane = nil
        state = .closed
    }
}

// MARK: - The connection

extension RelayLink {
    /// The server is connected to, and may be sent bytes.
    package func connected(to address: String, authentication: [[UInt8]]?, lane: (any RelayLane)? = nil) {
        self.address = address
        spoken = version
        scanner = ReplyScanner()
        input = []
        if let lane {
            self.lane = lane
            if !calls.isEmpty { lane.begin() }
            if coder == nil {
                // The version of the replies, before all else.
                withUnsafeBytes(of: UInt8(version.rawValue)) { _ = carrier?.send($0) }
            }
            return open()
        }
        var writer = ReplyWriter()
        var missing: [Greeting] = []
        if let authentication {
            RequestEncoder.encode(authentication, into: &writer)
            missing.append(.authentication)
        }
        if version == .resp3, coder == nil {
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
        opened = lastHeard
        flush()
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

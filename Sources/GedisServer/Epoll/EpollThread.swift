import CLinux
import GedisCore
import GedisCrypto
import Glibc

/// Something with a descriptor that an epoll thread watches.
protocol EpollSource: AnyObject {
    var descriptor: Int32 { get }
    /// Is called when the descriptor is ready; `events` are epoll's.
    func ready(_ events: UInt32)
    /// Closes the descriptor.
    func close()
}

/// An epoll loop: waits for descriptors, deadlines and jobs, and serves them one after the other.
final class EpollThread {
    let worker: Worker
    let loop: EpollLoop
    /// What connections read into, one after the other.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 * 1024, alignment: 64)

    /// What the TLS sessions of its connections read and write.
    private(set) lazy var records = TLSRecords()

    private let epoll: Int32
    private let wakeup: Int32
    /// The sources by their descriptors.
    private var sources: [(any EpollSource)?] = []
    private var deadlines: [Int32: ContinuousClock.Instant] = [:]
    private var isStopped = false

    /// Connections with replies of calls that suspended. They are sent when nothing else is to be done, as messages for
    /// subscribers are, so that the calls of a pipeline, each of which suspends, are answered together; but after this many
    /// turns in any case.
    private var unsent: [EpollConnection] = []
    private var turns = 0
    private static let mostTurns = 16

    init(loop: EpollLoop, epoll: Int32, wakeup: Int32, worker: Worker) {
        self.loop = loop
        self.epoll = epoll
        self.wakeup = wakeup
        self.worker = worker
    }

    deinit { buffer.deallocate() }

    /// Links to other servers with calls that are not sent: all that a turn collects goes together.
    private var unflushed: [EpollRelay] = []

    /// Remembers a link with calls to be sent.
    func addUnflushed(_ relay: EpollRelay) { unflushed.append(relay) }

    private func flushRelays() {
        let relays = unflushed
        unflushed = []
        for relay in relays { relay.flush() }
    }

    /// Serves until `stop`.
    func run() {
        RunningCommand.follow(worker)
        worker.makeCarrier = { [unowned self] link in EpollRelay(for: link, on: self) }
        worker.hasTurns = true
        control(EPOLL_CTL_ADD, wakeup, EPOLLIN.rawValue)
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
        defer { events.deallocate() }
        let activity = loop.activity
        while !isStopped {
            if !unflushed.isEmpty { flushRelays() }
            let isIdle = loop.fallAsleep()
            if !unsent.isEmpty || worker.hasMessages { sendUnsent(isIdle) }
            let timeout: Int32 = isIdle ? untilDeadline : 0
            if timeout != 0 { activity.endTurn() }
            let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), timeout)
            activity.beginTurn()
            for index in 0..<Int(Swift.max(count, 0)) {
                let descriptor = events[index].data.fd
                if descriptor == wakeup {
                    var number: UInt64 = 0
                    read(wakeup, &number, 8)
                } else if Int(descriptor) < sources.count {
                    // One that was closed since has no source any more.
                    sources[Int(descriptor)]?.ready(events[index].events)
                }
            }
            loop.runJobs(on: self)
            worker.endTurn()
            if !deadlines.isEmpty { closeOverdue() }
        }
        loop.finish(on: self)
        worker.hasTurns = false
        worker.endTurn()
        Glibc.close(epoll)
        Glibc.close(wakeup)
    }

    /// Closes everything and lets `run` return.
    func stop() {
        for source in sources { source?.close() }
        unsent = []
        unflushed = []
        isStopped = true
    }

    /// Closes the sockets that connections are accepted from.
    ///
    /// - Parameter keepingFiles: whether Unix sockets' files stay, because another process listens there
    func closeListeners(keepingFiles: Bool) {
        for case let listener as EpollListener in sources { listener.close(keepingFile: keepingFiles) }
    }

    /// Lets connections wait that are not accepted yet, or accepts them again.
    func pauseListeners(_ isPaused: Bool) {
        for case let listener as EpollListener in sources {
            if isPaused {
                stopWatching(listener.descriptor)
            } else {
                watchAgain(listener.descriptor, for: EPOLLIN.rawValue)
            }
        }
    }

    /// Remembers a connection whose replies have been put off.
    func addUnsent(_ connection: EpollConnection) { unsent.append(connection) }

    private func sendUnsent(_ isIdle: Bool) {
        turns += 1
        guard isIdle || turns >= Self.mostTurns else { return }
        turns = 0
        worker.deliver()
        let connections = unsent
        unsent = []
        for connection in connections { connection.sendUnsent() }
    }

    /// Watches a source until it is removed.
    func add(_ source: any EpollSource) {
        let index = Int(source.descriptor)
        if index >= sources.count { sources += Array(repeating: nil, count: index + 1 - sources.count) }
        sources[index] = source
        control(EPOLL_CTL_ADD, source.descriptor, EPOLLIN.rawValue)
    }

    /// Waits for these events of a source from now on.
    func watch(_ descriptor: Int32, for events: UInt32) { control(EPOLL_CTL_MOD, descriptor, events) }

    /// Waits for no events of a source any more, not even for its end, until `watchAgain`.
    func stopWatching(_ descriptor: Int32) { control(EPOLL_CTL_DEL, descriptor, 0) }

    /// Waits for these events of a source again.
    func watchAgain(_ descriptor: Int32, for events: UInt32) { control(EPOLL_CTL_ADD, descriptor, events) }

    /// Forgets a source, whose descriptor is about to be closed.
    func remove(_ descriptor: Int32) {
        control(EPOLL_CTL_DEL, descriptor, 0)
        sources[Int(descriptor)] = nil
        deadlines[descriptor] = nil
    }

    /// Closes a source after a while, instead of when it was to be closed before.
    func close(_ descriptor: Int32, afterMilliseconds delay: Int) {
        deadlines[descriptor] = .now + .milliseconds(delay)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) {
        var event = epoll_event()
        event.events = events
        event.data.fd = descriptor
        epoll_ctl(epoll, operation, descriptor, &event)
    }

    /// The milliseconds until the first deadline; -1 where there is none.
    private var untilDeadline: Int32 {
        guard let first = deadlines.values.min() else { return -1 }
        let wait = first - .now
        return wait <= .zero ? 0 : Int32(clamping: Int(wait / .milliseconds(1)) + 1)
    }

    private func closeOverdue() {
        let now = ContinuousClock.now
        for (descriptor, deadline) in deadlines where deadline <= now { sources[Int(descriptor)]?.close() }
    }
}

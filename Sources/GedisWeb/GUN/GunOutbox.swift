import NIOCore
import Synchronization

/// What waits to be sent to a peer of GUN: messages of any thread, taken by the peer's own.
final class GunOutbox: Sendable {
    private struct State {
        var messages: [[UInt8]] = []
        var bytes = 0
        /// How many bytes were taken and wait in the channel.
        var unsent = 0
        /// The size of the largest message among all that.
        var largest = 0
        var isTakingDue = false
        /// What may wait: what came since the last pause ended, and what came before.
        var late: [[UInt8]] = []
        var ripe: [[UInt8]] = []
        var isPausing = false
        var isClosed = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        mutating func note(_ message: [UInt8]) {
            messages.append(message)
            bytes += message.count
            largest = Swift.max(largest, message.count)
        }
    }

    /// With how many bytes waiting a large answer goes on.
    private static let enough = 1 << 20
    /// How many bytes of messages are sent as one list; gun's own peers do the same.
    private static let mostOfList = 9000

    /// How long what may wait does at least; at most twice as long.
    static let pause = Duration.milliseconds(10)

    private let state = Mutex(State())
    private let take: @Sendable () -> Void
    private let pause: @Sendable () -> Void

    /// Makes an empty box.
    ///
    /// - Parameters:
    ///   - take: is called when something waits that did not before; `frames` takes it
    ///   - pause: is called when something begins to wait that may; after a `pause`, `endPause` is to be called
    init(_ take: @escaping @Sendable () -> Void, pause: @escaping @Sendable () -> Void) {
        (self.take, self.pause) = (take, pause)
    }

    /// How many bytes wait besides the largest message, which may be as large as what a peer puts.
    var excess: Int { state.withLock { $0.bytes + $0.unsent - $0.largest } }

    /// Adds a message.
    func add(_ message: [UInt8]) {
        let isDue = state.withLock { state in
            guard !state.isClosed else { return false }
            state.note(message)
            defer { state.isTakingDue = true }
            return !state.isTakingDue
        }
        if isDue { take() }
    }

    /// Adds a message that may wait, to be sent with others.
    func addLater(_ message: [UInt8]) {
        let isFirst = state.withLock { state in
            guard !state.isClosed else { return false }
            state.late.append(message)
            defer { state.isPausing = true }
            return !state.isPausing
        }
        if isFirst { pause() }
    }

    /// Lets go what has waited for a pause.
    ///
    /// - Parameter isLast: whether all is let go, because the connection ends
    func endPause(isLast: Bool = false) {
        let (isDue, goesOn) = state.withLock { state in
            let ripe = isLast ? state.ripe + state.late : state.ripe
            (state.ripe, state.late) = (isLast ? [] : state.late, [])
            state.isPausing = !state.ripe.isEmpty
            for message in ripe { state.note(message) }
            defer { if !ripe.isEmpty { state.isTakingDue = true } }
            return (!ripe.isEmpty && !state.isTakingDue, state.isPausing)
        }
        if isDue { take() }
        if goesOn { pause() }
    }

    /// Takes what waits, as the texts of frames: a message each, or lists of short ones.
    func frames() -> [[UInt8]] {
        let messages = state.withLock { state in
            defer {
                state.messages = []
                state.unsent += state.bytes
                state.bytes = 0
                state.isTakingDue = false
            }
            return state.messages
        }
        var frames: [[UInt8]] = []
        var rest = messages[...]
        while let first = rest.popFirst() {
            guard let next = rest.first, first.count + next.count < Self.mostOfList else {
                frames.append(first)
                continue
            }
            var list = [UInt8(ascii: "[")] + first
            while let next = rest.first, list.count + next.count < Self.mostOfList {
                list.append(UInt8(ascii: ","))
                list += next
                rest = rest.dropFirst()
            }
            list.append(UInt8(ascii: "]"))
            frames.append(list)
        }
        return frames
    }

    /// Notes how many bytes of what was taken wait in the channel.
    func note(unsent: Int) {
        let waiters = state.withLock { state in
            state.unsent = unsent
            if unsent == 0 { state.largest = state.messages.map(\.count).max() ?? 0 }
            guard state.bytes + unsent <= Self.enough else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until little enough waits, or the box is closed.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                let isFree = state.isClosed || state.bytes + state.unsent <= Self.enough
                if !isFree { state.waiters.append(continuation) }
                return isFree
            }
            if isFree { continuation.resume() }
        }
    }

    /// Whether `waitForRoom` has nothing to wait for.
    var hasRoom: Bool { state.withLock { $0.isClosed || $0.bytes + $0.unsent <= Self.enough } }

    /// Forgets everything, now and later.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            (state.messages, state.late, state.ripe) = ([], [], [])
            state.bytes = 0
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

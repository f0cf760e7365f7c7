import GedisKit
import Glibc
import Synchronization

/// The calls that took longest to answer, for `SLOWLOG`.
final class SlowLog: Sendable {
    /// One slow call.
    struct Entry: Sendable {
        var id = 0
        /// When it ended, in seconds since 1970.
        var time = Int(Glibc.time(nil))
        var microseconds: Int
        /// The request's parts, cut as Redis cuts them.
        var request: [[UInt8]]
        var address: String
        var clientName: String
    }

    private struct State {
        var entries: [Entry] = []
        var next = 0
    }

    /// How many calls are kept.
    static let length = 128

    /// How much of a request is kept: its first arguments, and of each part the first bytes.
    private static let partCount = 31
    private static let partLength = 128

    private let threshold: Int
    private let state = Mutex(State())

    /// Makes a log of calls that take at least `threshold`.
    init(threshold: Duration?) { self.threshold = threshold.map { Int($0 / .nanoseconds(1)) } ?? .max }

    /// The time from which on a call is slow, in microseconds; -1 for none, as Redis has it.
    var thresholdMicroseconds: Int { threshold == .max ? -1 : threshold / 1000 }

    func isSlow(_ nanoseconds: Int) -> Bool { nanoseconds >= threshold }

    /// The calls, the last one first.
    var entries: [Entry] { state.withLock { $0.entries.reversed() } }

    func add(_ entry: Entry) {
        state.withLock { state in
            var entry = entry
            entry.id = state.next
            state.next += 1
            if state.entries.count == Self.length { state.entries.removeFirst() }
            state.entries.append(entry)
        }
    }

    func removeAll() { state.withLock { $0.entries = [] } }
}

extension SlowLog {
    /// The parts of a request, cut as Redis cuts them.
    static func parts(of arguments: borrowing Arguments) -> [[UInt8]] {
        var parts = [arguments.withName { Array($0.prefix(partLength)) }]
        for index in 0..<Swift.min(arguments.count, partCount) {
            parts.append(arguments.withBytes(at: index) { Array($0.prefix(partLength)) })
        }
        return parts
    }
}

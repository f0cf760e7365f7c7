import Synchronization

/// Figures of one worker. Only its own thread counts, so counting needs no lock and no locked instruction; any thread
/// may read.
final class Counters: Sendable {
    private let commandCount = Atomic<Int>(0)
    private let errorCount = Atomic<Int>(0)
    private let acceptedCount = Atomic<Int>(0)
    private let openCount = Atomic<Int>(0)

    /// Requests received.
    var commands: Int { commandCount.load(ordering: .relaxed) }
    /// Error replies.
    var errors: Int { errorCount.load(ordering: .relaxed) }
    /// Connections since the start.
    var accepted: Int { acceptedCount.load(ordering: .relaxed) }
    /// Connections now.
    var open: Int { openCount.load(ordering: .relaxed) }

    func countCommand() { Self.add(1, to: commandCount) }

    func countError() { Self.add(1, to: errorCount) }

    func countOpened() {
        Self.add(1, to: acceptedCount)
        Self.add(1, to: openCount)
    }

    func countClosed() { Self.add(-1, to: openCount) }

    private static func add(_ number: Int, to counter: borrowing Atomic<Int>) {
        counter.store(counter.load(ordering: .relaxed) &+ number, ordering: .relaxed)
    }
}

import Synchronization

/// Statistics of one worker. Only its own thread counts, so counting needs no lock and no locked instruction; any thread
/// may read.
package final class Counters: Sendable {
    private let commandCount = Atomic<Int>(0)
    private let errorCount = Atomic<Int>(0)
    private let acceptedCount = Atomic<Int>(0)
    private let openCount = Atomic<Int>(0)
    private let byCommand = Mutex<[String: CommandStatistics]>([:])

    /// The errors that were replied.
    let errorCodes = ErrorCounts()

    /// Requests received.
    var commands: Int { commandCount.load(ordering: .relaxed) }
    /// Error replies.
    var errors: Int { errorCount.load(ordering: .relaxed) }
    /// Connections since the start.
    var accepted: Int { acceptedCount.load(ordering: .relaxed) }
    /// Connections now.
    var open: Int { openCount.load(ordering: .relaxed) }

    func countCommand() { Self.add(1, to: commandCount) }

    func countCommands(_ count: Int) { Self.add(count, to: commandCount) }

    package func countError(_ code: String) {
        Self.add(1, to: errorCount)
        errorCodes.count(code)
    }

    func countOpened() {
        Self.add(1, to: acceptedCount)
        Self.add(1, to: openCount)
    }

    func countClosed() { Self.add(-1, to: openCount) }

    /// The statistics of one command, which outlive its table.
    func statistics(of command: String) -> CommandStatistics {
        byCommand.withLock { byCommand in
            if let known = byCommand[command] { return known }
            let statistics = CommandStatistics(name: command)
            byCommand[command] = statistics
            return statistics
        }
    }

    /// The statistics of each command that there is or was.
    var commandStatistics: [CommandStatistics] { byCommand.withLock { Array($0.values) } }

    /// Resets all statistics but the number of open connections.
    func reset() {
        commandCount.store(0, ordering: .relaxed)
        errorCount.store(0, ordering: .relaxed)
        acceptedCount.store(0, ordering: .relaxed)
        errorCodes.reset()
        for statistics in commandStatistics { statistics.reset() }
    }

    /// Puts other statistics in the place of these, but for the number of open connections. No worker is to count here.
    func set(
        commands: Int, errors: Int, accepted: Int, _ codes: [String: Int],
        _ byCommand: [String: CommandStatistics.Totals]
    ) {
        commandCount.store(commands, ordering: .relaxed)
        errorCount.store(errors, ordering: .relaxed)
        acceptedCount.store(accepted, ordering: .relaxed)
        errorCodes.set(codes)
        for (command, totals) in byCommand { statistics(of: command).set(totals) }
    }

    private static func add(_ number: Int, to counter: borrowing Atomic<Int>) {
        counter.store(counter.load(ordering: .relaxed) &+ number, ordering: .relaxed)
    }
}

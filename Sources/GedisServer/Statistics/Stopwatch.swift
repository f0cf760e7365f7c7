import Glibc

/// Measures how long commands take, on one thread.
///
/// Looking at the clock costs a fifth of a small command. So calls of one command that follow each other in a pipeline
/// are measured together, at most 16 of them, and each is said to have taken the mean. What is between two commands
/// (finding the next request in the bytes) counts for the second.
struct Stopwatch {
    /// Calls that were measured together.
    struct Lap {
        /// The command; valid while its table is.
        unowned(unsafe) let entry: CommandEntry
        let calls: Int
        let nanoseconds: Int
    }

    private static let mostCalls = 16

    /// When it was looked at last, in nanoseconds since some time in the past.
    private(set) var last = 0
    /// The command, uncounted: it is valid while its table is.
    private var running: Unmanaged<CommandEntry>?
    private var calls = 0

    /// The name of the command that runs.
    var runningName: String? { running?._withUnsafeGuaranteedRef { $0.name } }

    /// Begins to measure.
    mutating func begin(at time: Int) { last = time }

    /// A command is about to run.
    ///
    /// - Returns: what was measured before, if that ended with this.
    mutating func start(_ entry: CommandEntry) -> Lap? {
        let entry = Unmanaged.passUnretained(entry)
        if running?.toOpaque() == entry.toOpaque(), calls < Self.mostCalls {
            calls += 1
            return nil
        }
        let lap = stop()
        running = entry
        calls = 1
        return lap
    }

    /// What ran has ended.
    ///
    /// - Returns: what was measured; nil where nothing ran.
    mutating func stop() -> Lap? {
        guard let entry = running?.takeUnretainedValue() else { return nil }
        let now = Self.now()
        let lap = Lap(entry: entry, calls: calls, nanoseconds: now - last)
        entry.statistics.count(calls, nanoseconds: lap.nanoseconds)
        last = now
        running = nil
        calls = 0
        return lap
    }

    /// Nanoseconds since some time in the past.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

import Glibc

/// Measures how long commands take, on one thread.
///
/// Looking at the clock costs a fifth of a small command. So calls of one command that follow each other in a pipeline
/// are measured together, at most 16 of them (4 at first), and each is said to have taken the mean. What is between two
/// commands (finding the next request in the bytes) counts for the second. Calls that take long are measured one by one.
package struct Stopwatch {
    /// Calls that were measured together.
    struct Lap {
        /// The command, uncounted: it is valid while its table is.
        let entry: Unmanaged<CommandEntry>
        let calls: Int
        let nanoseconds: Int
    }

    private static let mostCalls = 16
    /// How many at the beginning of a turn, when nothing is known of them.
    private static let firstCalls = 4
    /// Calls that take longer than this, in nanoseconds, are measured one by one.
    private static let longCall = 100_000
    /// How long, in nanoseconds, requests of one connection run before the others have their turn.
    private static let longestTurn = 2_000_000

    /// Shows other threads which command runs.
    let activity = Activity()
    /// When it was looked at last, in nanoseconds since some time in the past.
    private(set) var last = 0
    /// The command, uncounted: it is valid while its table is.
    private var running: Unmanaged<CommandEntry>?
    private var calls = 0
    /// How many calls are measured together.
    private var mostCalls = Self.mostCalls
    /// When the requests began to run that the connection may run in its turn.
    private var turnStart = 0

    /// The name of the command that runs.
    var runningName: String? { running?._withUnsafeGuaranteedRef { $0.name } }

    /// Whether a command is measured.
    var isRunning: Bool { running != nil }

    /// Whether the connection whose requests run has had its turn. One call of it at least has run then.
    var isTurnOver: Bool { last - turnStart > Self.longestTurn }

    /// Begins a connection's turn, and to measure.
    mutating func beginTurn(at time: Int) {
        turnStart = time
        mostCalls = Self.firstCalls
        begin(at: time)
    }

    /// Goes on to measure a connection's requests.
    ///
    /// - Parameters:
    ///   - time: what the clock says, where that is known
    ///   - isInTurn: whether the connection's turn goes on
    mutating func goOn(at time: Int?, _ isInTurn: Bool) {
        guard running == nil else { return }
        let time = time ?? Self.now()
        if isInTurn { begin(at: time) } else { beginTurn(at: time) }
    }

    /// Begins to measure.
    mutating func begin(at time: Int) {
        last = time
        if running != nil { activity.run(nil) }
        running = nil
    }

    /// A command is about to run.
    ///
    /// - Returns: what was measured before, if that ended with this.
    @inline(__always)
    mutating func start(_ entry: CommandEntry) -> Lap? {
        let entry = Unmanaged.passUnretained(entry)
        guard running?.toOpaque() == entry.toOpaque(), calls < mostCalls else { return startLap(entry) }
        calls &+= 1
        return nil
    }

    @inline(never)
    private mutating func startLap(_ entry: Unmanaged<CommandEntry>) -> Lap? {
        let lap = stop()
        running = entry
        calls = 1
        entry._withUnsafeGuaranteedRef { activity.run($0) }
        return lap
    }

    /// What was about to run does not run now, and has not been measured.
    mutating func retract() {
        calls -= 1
        guard calls == 0 else { return }
        activity.run(nil)
        running = nil
    }

    /// What ran has ended.
    ///
    /// - Returns: what was measured; nil where nothing ran.
    mutating func stop() -> Lap? {
        guard let entry = running else { return nil }
        let now = Self.now()
        defer { last = now }
        return stop(entry, nanoseconds: now - last)
    }

    /// What runs goes on later, and is measured by itself then.
    ///
    /// - Returns: when it began, and what was measured of the calls before it.
    mutating func suspend() -> (start: Int, others: Lap?) {
        let now = Self.now()
        guard calls > 1, let entry = running else {
            activity.run(nil)
            running = nil
            return (last, nil)
        }
        let mean = (now - last) / calls
        calls -= 1
        last = now
        return (now - mean, stop(entry, nanoseconds: mean * calls))
    }

    private mutating func stop(_ entry: Unmanaged<CommandEntry>, nanoseconds: Int) -> Lap {
        let lap = Lap(entry: entry, calls: calls, nanoseconds: nanoseconds)
        entry._withUnsafeGuaranteedRef { $0.statistics.count(calls, nanoseconds: nanoseconds) }
        activity.run(nil)
        running = nil
        mostCalls = nanoseconds > calls * Self.longCall ? 1 : Self.mostCalls
        return lap
    }

    /// Whether something has taken more time than it may.
    package static func isOver(_ limit: Duration?, since start: Int, at now: Int) -> Bool {
        limit.map { now - start > Int($0 / .nanoseconds(1)) } ?? false
    }

    /// Nanoseconds since some time in the past.
    package static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

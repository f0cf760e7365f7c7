import GedisKit

/// Requests that were sent to another server, in the order in which it answers them.
struct RelayedCalls {
    /// Calls of one command that follow each other on one connection, or those of whom nobody waits any more.
    struct Run {
        /// The connection's number; 0 where nobody waits.
        var connection: Int
        let entry: CommandEntry
        /// How many have no reply.
        var count: Int
        /// When they were sent on, by the stopwatch's clock.
        let time: Int
        /// Where the first one's request begins in what was sent with it.
        let offset: Int
    }

    private var runs: [Run] = []
    private var head = 0

    var isEmpty: Bool { head == runs.count }

    /// How many calls the first run has; 0 where there is none.
    var firstCount: Int { isEmpty ? 0 : runs[head].count }

    var first: Run? { isEmpty ? nil : runs[head] }

    /// All that have no reply.
    var all: ArraySlice<Run> { runs[head...] }

    /// Adds a call to the last run, where it is one of that.
    ///
    /// - Returns: whether it is.
    @inline(__always)
    mutating func extend(_ entry: CommandEntry, of connection: Int, at time: Int) -> Bool {
        guard head < runs.count else { return false }
        let last = runs.count &- 1
        guard runs[last].connection == connection, runs[last].entry === entry, runs[last].time == time else {
            return false
        }
        runs[last].count &+= 1
        return true
    }

    /// Adds calls to the last run.
    mutating func extendLast(by count: Int) { runs[runs.count - 1].count += count }

    /// Lines up a call. The first of what is sent together has offset 0.
    @inline(__always)
    mutating func append(_ entry: CommandEntry, of connection: Int, at time: Int, offset: Int) {
        if offset > 0, extend(entry, of: connection, at: time) { return }
        runs.append(Run(connection: connection, entry: entry, count: 1, time: time, offset: offset))
    }

    /// Takes the first calls off, all of one run.
    mutating func take(_ count: Int) {
        runs[head].count -= count
        guard runs[head].count == 0 else { return }
        head += 1
        if head == runs.count {
            runs.removeAll(keepingCapacity: runs.count <= 1024)
            head = 0
        } else if head >= 1024, head >= runs.count / 2 {
            runs.removeFirst(head)
            head = 0
        }
    }

    /// Lets nobody wait any more for the calls that were sent on until `time`.
    ///
    /// - Returns: the calls.
    mutating func abandon(until time: Int) -> [Run] {
        var abandoned: [Run] = []
        for index in runs[head...].indices where runs[index].time <= time && runs[index].connection != 0 {
            abandoned.append(runs[index])
            runs[index].connection = 0
        }
        return abandoned
    }

    /// Forgets all.
    ///
    /// - Returns: those that had no reply.
    mutating func removeAll() -> [Run] {
        defer {
            runs = []
            head = 0
        }
        return Array(all)
    }
}

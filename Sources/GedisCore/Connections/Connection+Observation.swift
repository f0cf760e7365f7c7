import GedisKit
import GedisRESP
import Glibc

// Who watches requests: the stopwatch, the slow log and monitors.

extension Connection {
    /// Remembers what ran last, and when it ended.
    func noteActivity(_ entry: CommandEntry, at time: Int) {
        if lastCommand != entry.name { lastCommand = entry.name }
        lastActive = time
    }

    /// Ends the measuring of what ran last.
    ///
    /// - Parameter bytes: the requests that were run, where it was one of them
    func stopMeasuring(_ bytes: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)) {
        guard let lap = worker.stopwatch.stop() else { return }
        lap.entry._withUnsafeGuaranteedRef { noteActivity($0, at: worker.stopwatch.last) }
        logIfSlow(lap, bytes)
    }

    /// Writes calls into the slow log that took long.
    ///
    /// - Parameters:
    ///   - lap: the calls
    ///   - bytes: the requests that were run, where these calls ended them
    func logIfSlow(_ lap: Stopwatch.Lap, _ bytes: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0))
    {
        guard worker.server.slowLog.isSlow(lap.nanoseconds) else { return }
        let entry = lap.entry.takeUnretainedValue()
        var request = [Array(entry.name.utf8)]
        if lap.calls > 1 {
            request.append(Array("(\(lap.calls) calls in a pipeline, together)".utf8))
        } else if !entry.takesSecrets, let alone = parts(of: bytes) {
            request = alone
        }
        logSlowCall(request, nanoseconds: lap.nanoseconds)
    }

    /// Lets a call go on by itself that was measured with others until it suspended.
    ///
    /// - Returns: when it began, by the stopwatch's clock.
    func measureAlone() -> Int {
        let (start, others) = worker.stopwatch.suspend()
        if let others { logIfSlow(others) }
        return start
    }

    /// Counts a call that has ended on its own time.
    func finish(_ entry: CommandEntry, nanoseconds: Int, at time: Int) {
        entry.statistics.count(1, nanoseconds: nanoseconds)
        noteActivity(entry, at: time)
        guard worker.server.slowLog.isSlow(nanoseconds) else { return }
        // The calls of a namespace's command are kept while they run; what the server itself asks others has none.
        let isKept = entry.answer != nil && !entry.takesSecrets
        let request = isKept ? calls.map { SlowLog.parts(of: $0.arguments) } : nil
        logSlowCall(request ?? [Array(entry.name.utf8)], nanoseconds: nanoseconds)
    }

    /// Counts calls that another server has answered, of one command.
    func finishRelayed(_ run: RelayedCalls.Run, _ count: Int, at time: Int, request: () -> [[UInt8]]?) {
        let nanoseconds = Swift.max(0, time - run.time)
        run.entry.statistics.count(count, nanoseconds: nanoseconds * count)
        noteActivity(run.entry, at: time)
        guard worker.server.slowLog.isSlow(nanoseconds) else { return }
        let name = Array(run.entry.name.utf8)
        let parts =
            run.count > 1
            ? [Array("(\(count) calls in a pipeline)".utf8)] : Array((request() ?? []).dropFirst())
        logSlowCall([name] + parts, nanoseconds: nanoseconds)
    }

    private func logSlowCall(_ request: [[UInt8]], nanoseconds: Int) {
        worker.server.slowLog.add(
            SlowLog.Entry(
                microseconds: nanoseconds / 1000, request: request, address: session.address, clientName: session.name))
    }

    /// The parts of the request, cut as Redis cuts them, where the bytes are just one.
    private func parts(of bytes: UnsafeRawBufferPointer) -> [[UInt8]]? {
        guard !bytes.isEmpty else { return nil }
        // Not the worker's, which must parse nothing while it has lent out a request's arguments.
        var parser = RequestParser()
        var progress: RequestParser.Progress?
        guard let length = try? parser.parse(bytes, &progress, limits: worker.requestLimits), length == bytes.count,
            parser.partCount > 0
        else { return nil }
        return parser.withArguments(in: bytes) { SlowLog.parts(of: $0) }
    }

    /// Shows a request to the server's monitors, unless it holds secrets.
    func notifyMonitors(of entry: CommandEntry, _ arguments: borrowing Arguments) {
        guard entry.subcommands.isEmpty, !entry.takesSecrets, entry.name != "monitor", audience == .clients else {
            return
        }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let microseconds = String(1_000_000 + time.tv_nsec / 1000).dropFirst()
        var line = "\(time.tv_sec).\(microseconds) [0 \(session.address)]"
        line += " " + arguments.withName { QuotedBytes($0).description }
        for index in 0..<arguments.count {
            line += " " + arguments.withBytes(at: index) { QuotedBytes($0).description }
        }
        var notified: Set<ObjectIdentifier> = []
        for monitor in worker.monitors where notified.insert(ObjectIdentifier(monitor)).inserted {
            monitor.perform { [line] in $0.monitor(line) }
        }
    }
}

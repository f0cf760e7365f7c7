public import GedisKit
import Synchronization

/// A namespace in a test's own process: its commands are called by name, as a server would, and what it does is recorded.
///
/// The glue that `gedis namespace glue FILE` writes makes the namespace:
///
///     let stock = try TestNamespace("stock", make: Stock.gedisNamespace)
///     #expect(try await stock.call("take", "apples", 2) == .integer(1))
///     #expect(stock.events.all == [.init("stock", "apples 1")])
///
/// Methods can be called without it: `try Stock().take("apples", 2)`.
public struct TestNamespace: Sendable {
    /// The namespace.
    public let namespace: Namespace
    /// The clock of the backend and of the namespace's schedules, which moves only when the test does so.
    public let clock: ManualClock
    /// The store that the namespace is handed.
    public let backend: any Backend
    /// What it published.
    public let events: RecordedEvents
    /// What it logged.
    public let log: RecordedLog
    private let environment: Namespace.Environment
    private let schedules: Schedules

    /// Makes a namespace as a server does when it loads its source.
    ///
    /// - Parameters:
    ///   - name: the name under which it is served
    ///   - settings: its settings as JSON; nil where there are none
    ///   - state: what the instance before it handed on, as JSON; nil where there was none
    ///   - backend: the store that it is handed; nil for one in memory that goes by `clock`
    ///   - clock: the clock
    ///   - make: makes it: the function in its glue
    /// - Throws: what the namespace's own `init` throws.
    public init(
        _ name: String, settings: String? = nil, state: String? = nil, backend: (any Backend)? = nil,
        clock: ManualClock = ManualClock(), make: (Namespace.Environment) throws -> Namespace
    ) throws {
        let events = RecordedEvents()
        let log = RecordedLog()
        let backend = backend ?? TestBackend(clock: clock)
        environment = Namespace.Environment(
            name: name, backend: backend, events: events.events, log: log.log,
            settings: settings.map { Array($0.utf8) }, state: state.map { Array($0.utf8) })
        namespace = try make(environment)
        schedules = Schedules(namespace.life.tasks, from: clock.now)
        self.clock = clock
        self.backend = backend
        self.events = events
        self.log = log
    }

    /// Calls a command as a client would, and waits for its reply.
    ///
    /// - Parameters:
    ///   - command: the command's name in its namespace, in any case
    ///   - arguments: what it is given; each as the text that a client would send, bytes as they are
    ///   - caller: who calls
    /// - Returns: the reply, as RESP3 has it.
    /// - Throws: `CommandError` where the reply is an error.
    public func call(
        _ command: String, _ arguments: any CallArgument..., by caller: Caller = Caller()
    ) async throws -> Value {
        try await namespace.reply(to: command, arguments.map(\.argumentBytes), by: caller)
    }

    /// The context that a method is handed, for tests that call methods themselves.
    ///
    /// - Parameters:
    ///   - command: the command's name in its namespace
    ///   - caller: who calls
    /// - Returns: the context.
    public func context(of command: String, by caller: Caller = Caller()) -> Context {
        Context(caller: caller, command: command, in: environment)
    }

    /// Moves the clock on, and runs the namespace's schedules whose time comes meanwhile, one after the other.
    ///
    /// - Parameter duration: how far
    /// - Throws: what a run of a schedule throws.
    public func advance(by duration: Duration) async throws {
        let end = clock.now.advanced(by: duration)
        while let next = schedules.next(until: end) {
            clock.advance(to: next.time)
            try await next.run()
        }
        clock.advance(to: end)
    }

    /// Has the namespace end, as before a reload.
    ///
    /// - Returns: what it hands on to the instance that replaces it, in RESP3; nil where it hands nothing on.
    /// - Throws: what making that throws.
    @discardableResult
    public func stop() async throws -> [UInt8]? {
        let state = try await namespace.life.state?()
        await namespace.life.stop?()
        return state
    }
}

/// When each schedule of a namespace runs next.
private final class Schedules: Sendable {
    private struct Entry {
        var task: Namespace.Life.Task
        var time: ManualClock.Instant
    }

    private let entries: Mutex<[Entry]>

    init(_ tasks: [Namespace.Life.Task], from start: ManualClock.Instant) {
        entries = Mutex(tasks.map { Entry(task: $0, time: start.advanced(by: $0.period)) })
    }

    /// Takes the run that is due first, where its time comes by `end`.
    func next(
        until end: ManualClock.Instant
    ) -> (time: ManualClock.Instant, run: @Sendable () async throws -> Void)? {
        entries.withLock { entries in
            guard let first = entries.indices.min(by: { entries[$0].time < entries[$1].time }),
                entries[first].time <= end
            else { return nil }
            let entry = entries[first]
            entries[first].time = entry.time.advanced(by: max(entry.task.period, .nanoseconds(1)))
            return (entry.time, entry.task.run)
        }
    }
}

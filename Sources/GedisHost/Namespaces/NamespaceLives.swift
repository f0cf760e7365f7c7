import GedisJSON
import GedisKit
import GedisRESP
import Logging
import Synchronization

/// What namespaces do besides answering calls: their schedules run, and they are notified before they end.
actor NamespaceLives {
    private struct Running {
        let life: Namespace.Life
        var tasks: [Task<Void, Never>] = []
    }

    private let logger: Logger
    private var running: [String: Running] = [:]

    /// How long a run of a schedule, `state()` or `stop()` may still take when its namespace is replaced or the server ends.
    private let patience: Duration

    /// Says what the process before hands on.
    private let predecessor: Predecessor?

    init(_ logger: Logger, after predecessor: Predecessor? = nil, patience: Duration = .seconds(10)) {
        self.patience = patience
        self.logger = logger
        self.predecessor = predecessor
    }

    /// Begins the lives of namespaces that are served now, and ends those of the ones that they replace or that are gone.
    ///
    /// - Parameter update: what has changed, and all that are served
    func follow(_ update: NamespaceRegistry.Update) async {
        for name in update.removed + update.replaced { await end(name) }
        for namespace in update.namespaces {
            guard running[namespace.name] == nil, namespace.life.isActive else { continue }
            running[namespace.name] = Running(life: namespace.life)
            begin(namespace.name)
        }
    }

    /// Ends the schedules of a namespace that is to be replaced, and takes what it hands on.
    ///
    /// - Returns: its state as JSON, here or in the process whose place this one takes; nil where it hands nothing on.
    func handOn(_ name: String) async -> [UInt8]? {
        guard let old = running[name] else { return await predecessor?.state(of: name) }
        await pause(name)
        guard let state = old.life.state else { return nil }
        let task = Task { try await state() }
        guard await wait(for: Task { _ = try? await task.value }, "state()", of: name) else {
            task.cancel()
            return nil
        }
        do {
            return try Self.json(try await task.value)
        } catch {
            logger.warning("the state is not handed on: \(error)", metadata: ["namespace": "\(name)"])
            return nil
        }
    }

    /// Ends the schedules of all, because another process goes on with them.
    func pauseAll() async {
        for name in running.keys.sorted() { await pause(name) }
    }

    /// Goes on with all whose schedules ended for a replacement that did not come.
    func resume() {
        for (name, namespace) in running where namespace.tasks.isEmpty { begin(name) }
    }

    /// Ends all.
    func end() async {
        for name in running.keys.sorted() { await end(name) }
    }

    private func begin(_ name: String) {
        guard let life = running[name]?.life else { return }
        let logger = logger
        let tasks = life.tasks.map { task in Task { await Self.run(task, of: name, logger) } }
        running[name]?.tasks = tasks
    }

    private func pause(_ name: String) async {
        let tasks = running[name]?.tasks ?? []
        running[name]?.tasks = []
        for task in tasks { task.cancel() }
        for task in tasks { await wait(for: task, "a run of a schedule", of: name) }
    }

    private func end(_ name: String) async {
        await pause(name)
        guard let stop = running.removeValue(forKey: name)?.life.stop else { return }
        await wait(for: Task { await stop() }, "stop()", of: name)
    }

    /// Waits for something that has been asked to end, but not for ever.
    ///
    /// - Returns: whether it ended.
    @discardableResult
    private func wait(for task: Task<Void, Never>, _ what: String, of name: String) async -> Bool {
        let first = FirstOf()
        let timer = Task { [patience] in
            try? await Task.sleep(for: patience)
            first.end(false)
        }
        Task {
            await task.value
            first.end(true)
        }
        let isOver = await first.value
        timer.cancel()
        if !isOver {
            logger.warning(
                "\(what) does not end within \(patience.components.seconds) s, and is not waited for any longer",
                metadata: ["namespace": "\(name)"])
        }
        return isOver
    }

    /// Runs what is to be done every so often until it is cancelled.
    private static func run(_ task: Namespace.Life.Task, of name: String, _ logger: Logger) async {
        var next = ContinuousClock.now + task.period
        while !Task.isCancelled {
            guard (try? await Task.sleep(until: next, clock: .continuous)) != nil else { return }
            next = .now + task.period
            do {
                try await CrashHandler.$loading.withValue("\(name).schedules") { try await task.run() }
            } catch is CancellationError {
                continue
            } catch {
                logger.error("a scheduled run failed: \(error)", metadata: ["namespace": "\(name)"])
            }
        }
    }

    /// A reply in RESP3 as JSON.
    private static func json(_ reply: [UInt8]) throws -> [UInt8] {
        var writer = JSONWriter()
        writer.write(try ReplyParser.result(reply), errors: .line)
        return writer.bytes
    }
}

/// A value that whoever is first says.
private final class FirstOf: Sendable {
    private struct State {
        var value: Bool?
        var waiting: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    func end(_ value: Bool) {
        let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.value == nil else { return nil }
            state.value = value
            return state.waiting
        }
        waiting?.resume(returning: value)
    }

    var value: Bool {
        get async {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state in
                    if state.value == nil { state.waiting = continuation }
                    return state.value
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}

extension Namespace.Life {
    /// Whether there is anything besides answering calls.
    fileprivate var isActive: Bool { !tasks.isEmpty || stop != nil || state != nil }
}

import GedisBackends
import GedisKit
import Synchronization
import TestSupport
import Testing

/// Tasks that write and read a key each, whatever fails, and check that what comes back is their own.
final class RestartLoad: Sendable {
    /// What a task has seen since counting began.
    struct Count {
        var successes = 0
        var failures = 0
    }

    private struct State {
        var counts: [Count]
        var errors: Set<BackendError> = []
        var isOver = false
    }

    private let backend: any ConnectedBackend
    private let state: Mutex<State>

    init(_ backend: any ConnectedBackend, tasks: Int) {
        self.backend = backend
        state = Mutex(State(counts: Array(repeating: Count(), count: tasks)))
    }

    /// The errors that any call has thrown.
    var errors: Set<BackendError> { state.withLock(\.errors) }

    func startCounting() { state.withLock { $0.counts = $0.counts.map { _ in Count() } } }

    /// Waits until the condition holds for each task.
    func all(_ condition: (Count) -> Bool) async throws {
        try await eventually("the load went on") { state.withLock { $0.counts.allSatisfy(condition) } }
    }

    func stop() { state.withLock { $0.isOver = true } }

    /// Puts one value after the other and gets each, until the load is stopped.
    func run(_ task: Int) async throws {
        var (acknowledged, tried) = (0, 0)
        while !state.withLock(\.isOver) {
            do {
                tried += 1
                try await backend.put("load", ["\(task)": "\(task)/\(tried)"])
                acknowledged = tried
                let value = try await backend.get("load", "\(task)")
                #expect(value == .string("\(task)/\(tried)"))
                state.withLock { $0.counts[task].successes += 1 }
            } catch let error as BackendError {
                state.withLock { state in
                    state.counts[task].failures += 1
                    state.errors.insert(error)
                }
                await Task.yield()
            }
        }
        // What was acknowledged last is there, or what was tried after it and perhaps done.
        let value = try await backend.get("load", "\(task)")
        let expected = (acknowledged...tried).map { Scalar.string("\(task)/\($0)") }
        #expect(value.map(expected.contains) == true)
    }
}

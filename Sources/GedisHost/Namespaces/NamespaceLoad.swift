import GedisKit
import GedisNamespaces
import GedisSettings
import GedisWorkers
import Synchronization

/// The loading of a namespace on a thread of its own: an `init` that takes its time, or never returns, keeps nobody waiting.
final class NamespaceLoad: Sendable {
    private struct State {
        var result: Result<Namespace, any Error>?
        var waiting: [Int: CheckedContinuation<Result<Namespace, any Error>?, Never>] = [:]
        var count = 0
    }

    /// The namespace that is loaded.
    let built: BuiltNamespace
    /// The settings that it is made with.
    let settings: [UInt8]?
    /// What its process may take.
    let worker: WorkerSettings
    /// When it began.
    let start = ContinuousClock.now
    private let state = Mutex(State())

    /// Its library.
    var library: String { built.library }

    /// Begins to load a namespace.
    init(of built: BuiltNamespace, in environment: Namespace.Environment, _ worker: WorkerSettings = .init()) {
        self.built = built
        self.worker = worker
        settings = environment.settings
        let isStarted = BackgroundThread.start { [self] in
            let subject = CrashRecord.loading(built.name, digest: built.libraryDigest)
            end(
                CrashHandler.$loading.withValue(subject) {
                    Result { try built.load(in: environment, isIsolated: worker.isIsolated) }
                })
        }
        if !isStarted { end(.failure(HostError(.notStarted, "the system has no thread left"))) }
    }

    /// Waits until the namespace is loaded.
    ///
    /// - Parameter deadline: until when
    /// - Returns: the namespace, or why there is none; nil where its `init` goes on.
    func result(by deadline: ContinuousClock.Instant) async -> Result<Namespace, any Error>? {
        let (known, id) = state.withLock { state in
            state.count += 1
            return (state.result, state.count)
        }
        if let known { return known }
        let timer = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: nil)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let isOver = ContinuousClock.now >= deadline
            let result: Result<Namespace, any Error>?? = state.withLock { state in
                if let result = state.result { return .some(result) }
                if isOver { return .some(nil) }
                state.waiting[id] = continuation
                return .none
            }
            if let result { continuation.resume(returning: result) }
        }
    }

    private func end(_ result: Result<Namespace, any Error>) {
        let waiting = state.withLock { state in
            state.result = result
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}

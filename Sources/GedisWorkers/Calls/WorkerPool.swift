package import GedisKit
import Synchronization

/// The workers that serve a namespace. Each is started, watched and started anew by itself.
package final class WorkerPool: Sendable {
    private let workers: [NamespaceWorker]
    private let next = Atomic(0)
    private let watch = Mutex<Task<Void, any Error>?>(nil)

    /// How often it is looked at how much memory the workers have.
    private static let interval = Duration.seconds(1)

    /// Starts workers, and waits until all serve.
    ///
    /// - Parameters:
    ///   - load: what they are to serve
    ///   - environment: where, and how many there are to be
    /// - Throws: `WorkerError` where one does not.
    package init(_ load: WorkerLoad, in environment: Namespace.Environment) throws(WorkerError) {
        let states = PooledState.parts(of: environment.state, count: max(1, environment.workers))
        let environments = states.map { state in
            var environment = environment
            environment.state = state
            return environment
        }
        // What is wrong with the first is wrong with all.
        let first = try NamespaceWorker(load, in: environments[0])
        let others = environments.dropFirst().map { environment in
            let outcome = BlockingOutcome<Result<NamespaceWorker, WorkerError>>()
            let isStarted = BackgroundThread.start {
                outcome.end(Result { () throws(WorkerError) in try NamespaceWorker(load, in: environment) })
            }
            if !isStarted { outcome.end(.failure(.failed("there is no thread left to start a worker"))) }
            return outcome
        }
        var workers = [first]
        for outcome in others { workers.append(try outcome.value.get()) }
        guard workers.allSatisfy({ $0.manifest.answersLike(first.manifest) }) else {
            throw .failed("its workers do not have the same commands")
        }
        self.workers = workers
        if environment.memoryLimit > 0 { watchMemory(environment.memoryLimit) }
    }

    deinit { watch.withLock { $0?.cancel() } }

    /// The namespace that the workers serve.
    package var namespace: Namespace {
        alive(workers[0].namespace(answeredBy: { [self] in leastBusy }, isAlone: workers.count == 1))
    }

    /// The namespace that the workers serve, which is described already.
    ///
    /// - Parameter described: the namespace; its commands' handlers are not used
    /// - Returns: the same, with commands that the workers answer.
    /// - Throws: `WorkerError` where the workers have other commands.
    package func namespace(isolating described: Namespace) throws(WorkerError) -> Namespace {
        alive(
            try workers[0].isolated(described, answeredBy: { [self] in leastBusy }, isAlone: workers.count == 1))
    }

    /// The same with what it does besides answering calls: schedules run in the first worker alone, and each worker hands
    /// its state to the one that takes its place.
    private func alive(_ namespace: Namespace) -> Namespace {
        var namespace = namespace
        let first = workers[0]
        namespace.processes = { [self] in workers.map(\.status) }
        namespace.life.tasks = first.manifest.schedules.enumerated().map { index, period in
            Namespace.Life.Task(period: .seconds(period)) { try await first.runSchedule(index) }
        }
        if first.manifest.handsOn { namespace.life.state = { [self] in try await handOn() } }
        namespace.life.stop = { [self] in
            watch.withLock { $0?.cancel() }
            await withTaskGroup { group in
                for worker in workers { group.addTask { await worker.notifyAndStop() } }
            }
        }
        return namespace
    }

    private func handOn() async throws -> [UInt8] {
        guard workers.count > 1 else { return try await workers[0].handOn() }
        var states: [[UInt8]?] = []
        for (index, worker) in workers.enumerated() {
            do {
                states.append(try await worker.handOn())
            } catch {
                states.append(nil)
                worker.environment.log.warning("the state of worker \(index + 1) is not handed on: \(error)")
            }
        }
        return PooledState.joined(states)
    }

    /// The worker that answers the fewest calls now, one that serves before one that does not; each in its turn where
    /// several do.
    private var leastBusy: NamespaceWorker {
        guard workers.count > 1 else { return workers[0] }
        let start = next.wrappingAdd(1, ordering: .relaxed).newValue
        var best = (worker: workers[0], load: Int.max)
        for offset in workers.indices {
            let worker = workers[Int(UInt(bitPattern: start &+ offset) % UInt(workers.count))]
            let load = worker.callsInFlight ?? Int.max - 1
            if load < best.load { best = (worker, load) }
        }
        return best.worker
    }

    private func watchMemory(_ limit: Int) {
        watch.withLock { watch in
            watch = Task { [weak self] in
                while true {
                    try await Task.sleep(for: Self.interval)
                    guard let self else { return }
                    for worker in workers { worker.end(above: limit) }
                }
            }
        }
    }
}

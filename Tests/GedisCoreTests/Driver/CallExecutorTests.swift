import Synchronization
import Testing

@testable import GedisCore

/// Where the parts of a suspended call run.
@Suite struct CallExecutorTests {
    /// A thread's jobs, run by whoever asks for it.
    private final class Jobs: JobQueue {
        private let waiting = Mutex<[(job: UnownedJob, executor: UnownedTaskExecutor)]>([])
        let count = Atomic(0)

        func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
            count.add(1, ordering: .relaxed)
            waiting.withLock { $0.append((job, executor)) }
        }

        func run(until isDone: () -> Bool) {
            while !isDone() {
                let jobs = waiting.withLock { waiting in
                    defer { waiting = [] }
                    return waiting
                }
                for (job, executor) in jobs { job.runSynchronously(on: executor) }
            }
        }
    }

    private final class End: Sendable {
        let isReached = Atomic(false)
    }

    @Test func aCallThatGoesOnIsEnqueuedOnceASuspension() {
        @concurrent func inner(_ number: Int) async -> Int { number + 1 }

        let jobs = Jobs()
        let isDone = Atomic(false)
        let executor = CallExecutor(home: jobs)
        _ = Task.immediate(executorPreference: executor) {
            // From here on it runs as a call that was suspended.
            await withCheckedContinuation { continuation in
                continuation.resume()
            }
            await Task.yield()
            for number in 0..<100 { _ = await inner(number) }
            isDone.store(true, ordering: .releasing)
        }
        jobs.run { isDone.load(ordering: .acquiring) }
        // The task is on its executor already, so that what it calls needs no other turn of the thread.
        #expect(jobs.count.load(ordering: .relaxed) < 10)
    }

    @Test func aCallThatIsBegunInPlaceYieldsToTheThreadInTheEnd() {
        let jobs = Jobs()
        let end = End()
        let executor = CallExecutor(home: jobs)
        executor.runInPlace {
            _ = Task(executorPreference: executor) {
                for _ in 0..<100 { await Task.yield() }
                end.isReached.store(true, ordering: .releasing)
            }
        }
        let isReachedInPlace = end.isReached.load(ordering: .acquiring)
        #expect(!isReachedInPlace)
        jobs.run { end.isReached.load(ordering: .acquiring) }
        #expect(jobs.count.load(ordering: .relaxed) > 50)
    }
}

import Dispatch
import Foundation
package import Testing

/// Lets at most three times as many tests with this trait run at a time as there are processors: most of the time they wait
/// for processes.
///
/// It is for suites that start processes, have deadlines, which a crowd would miss, or block their thread. A test waits
/// for its turn before it begins, so that its time limit leaves the wait out; its cases run one after the other. It runs
/// on threads that may block without keeping other tasks from theirs.
package struct TurnTrait: TestTrait, SuiteTrait, TestScoping {
    /// Whether it has its turn before those that have not.
    fileprivate var isEarly = false

    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        test.isSuite || testCase != nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Turns.shared.take(early: isEarly)
        do {
            try await withTaskExecutorPreference(BlockingExecutor.shared) {
                try await ParallelizationTrait.serialized.provideScope(
                    for: test, testCase: testCase, performing: function)
            }
        } catch {
            await Turns.shared.giveBack()
            throw error
        }
        await Turns.shared.giveBack()
    }
}

extension Trait where Self == TurnTrait {
    /// At most three times as many such tests run at a time as there are processors.
    package static var takesTurns: Self { Self() }

    /// The same for tests that take long: they come first, so that at the end none of them runs alone.
    package static var takesLongTurns: Self { Self(isEarly: true) }
}

/// A number of turns, taken in the order of those who ask; first by those that take long.
private actor Turns {
    static let shared = Turns(3 * ProcessInfo.processInfo.activeProcessorCount)

    private var free: Int
    private var early: [CheckedContinuation<Void, Never>] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func take(early isEarly: Bool) async {
        guard free == 0 else { return free -= 1 }
        await withCheckedContinuation { if isEarly { early.append($0) } else { waiting.append($0) } }
    }

    func giveBack() {
        if !early.isEmpty {
            early.removeFirst().resume()
        } else if !waiting.isEmpty {
            waiting.removeFirst().resume()
        } else {
            free += 1
        }
    }
}

/// Runs tasks on Dispatch's threads, of which there are more when some block. Swift's own are as many as processors.
private final class BlockingExecutor: TaskExecutor {
    static let shared = BlockingExecutor()

    private let queue = DispatchQueue(label: "tests that may block", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

import Foundation
package import Testing

/// Lets at most as many tests with this trait run at a time as there are processors.
///
/// It is for suites that start processes or have deadlines, which a crowd would miss. A test waits for its turn before
/// it begins, so that its time limit leaves the wait out; its cases run one after the other.
package struct TurnTrait: TestTrait, SuiteTrait, TestScoping {
    /// Whether no other test with the trait runs meanwhile.
    fileprivate let isAlone: Bool

    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        test.isSuite || testCase != nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let turns = Turns.shared
        let count = isAlone ? turns.count : 1
        await turns.take(count)
        do {
            try await ParallelizationTrait.serialized.provideScope(
                for: test, testCase: testCase, performing: function)
        } catch {
            await turns.giveBack(count)
            throw error
        }
        await turns.giveBack(count)
    }
}

extension Trait where Self == TurnTrait {
    /// At most as many such tests run at a time as there are processors.
    package static var takesTurns: Self { Self(isAlone: false) }

    /// No other test that takes turns runs meanwhile.
    package static var takesTurnsAlone: Self { Self(isAlone: true) }
}

/// A number of turns, taken in the order of those who ask.
private actor Turns {
    static let shared = Turns(ProcessInfo.processInfo.activeProcessorCount)

    nonisolated let count: Int
    private var free: Int
    private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(_ count: Int) {
        self.count = count
        free = count
    }

    func take(_ count: Int) async {
        if waiting.isEmpty, free >= count {
            free -= count
        } else {
            await withCheckedContinuation { waiting.append((count, $0)) }
        }
    }

    func giveBack(_ count: Int) {
        free += count
        while let next = waiting.first, free >= next.count {
            free -= next.count
            waiting.removeFirst().continuation.resume()
        }
    }
}

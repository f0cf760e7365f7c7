import Testing

@testable import GedisClient

@Suite struct CompletionTests {
    @Test func theFirstResultCountsBeforeAndAfterSomebodyWaits() async throws {
        let early = Completion<Int>()
        #expect(early.settle(.success(1)))
        #expect(!early.settle(.success(2)))
        #expect(try await early.value() == 1)

        let late = Completion<Int>()
        async let value = late.value()
        #expect(late.settle(.success(3)))
        #expect(try await value == 3)
    }

    @Test func cancellingTheTaskThatWaitsSettlesIt() async {
        let completion = Completion<Int>()
        let task = Task { try await completion.value() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!completion.settle(.success(1)))
    }
}

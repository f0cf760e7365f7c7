import GedisKit
import Logging
import Synchronization
import TestSupport
import Testing

@testable import GedisHost

/// What namespaces do besides answering calls.
@Suite struct NamespaceLivesTests {
    /// Counts what a namespace's life does.
    private final class Diary: Sendable {
        private let state = Mutex((runs: 0, stops: 0, open: 0, mostOpen: 0))

        var runs: Int { state.withLock { $0.runs } }
        var stops: Int { state.withLock { $0.stops } }
        var mostOpen: Int { state.withLock { $0.mostOpen } }
        var open: Int { state.withLock { $0.open } }

        func begin() {
            state.withLock { state in
                state.open += 1
                state.mostOpen = max(state.mostOpen, state.open)
            }
        }

        func end() {
            state.withLock { state in
                state.open -= 1
                state.runs += 1
            }
        }

        func stop() { state.withLock { $0.stops += 1 } }
    }

    private let lives = NamespaceLives(Logger(label: "test"))
    private let diary = Diary()

    private func namespace(_ state: (@Sendable () async throws -> [UInt8])? = nil) -> Namespace {
        var namespace = Namespace(name: "jobs", commands: [])
        let diary = diary
        struct Trouble: Error {}
        let schedule = Schedule<Diary>.every(.milliseconds(1)) { diary in
            diary.begin()
            await Task.yield()
            diary.end()
            // One that fails is run again.
            if diary.runs == 1 { throw Trouble() }
        }
        namespace.life.tasks = [Namespace.Life.Task]([schedule], of: diary)
        namespace.life.stop = { diary.stop() }
        namespace.life.state = state
        return namespace
    }

    private func update(
        _ namespaces: [Namespace], added: [String] = [], replaced: [String] = [], removed: [String] = []
    ) -> NamespaceRegistry.Update {
        NamespaceRegistry.Update(namespaces: namespaces, added: added, replaced: replaced, removed: removed)
    }

    @Test func schedulesRunOneAfterTheOtherUntilTheNamespaceIsGone() async throws {
        await lives.follow(update([namespace()], added: ["jobs"]))
        try await eventually { diary.runs >= 3 }
        #expect(diary.stops == 0)
        await lives.follow(update([], removed: ["jobs"]))
        #expect(diary.stops == 1 && diary.open == 0 && diary.mostOpen == 1)
        let runs = diary.runs
        await lives.end()
        #expect(diary.runs == runs && diary.stops == 1)
    }

    @Test func nothingRunsWhileTheStateIsHandedOn() async throws {
        let state = try Namespace.Life.encode(["count": 3])
        await lives.follow(update([namespace { state }], added: ["jobs"]))
        try await eventually { diary.runs >= 2 }
        let handed = await lives.handOn("jobs")
        #expect(handed.map { String(decoding: $0, as: UTF8.self) } == #"{"count":3}"#)
        #expect(diary.open == 0)
        let runs = diary.runs
        // The replacement did not come.
        await lives.resume()
        try await eventually { diary.runs > runs }
        // This one does.
        _ = await lives.handOn("jobs")
        await lives.follow(update([namespace()], replaced: ["jobs"]))
        #expect(diary.stops == 1)
        let before = diary.runs
        try await eventually { diary.runs > before }
        await lives.end()
        #expect(diary.stops == 2 && diary.mostOpen == 1)
    }

    @Test func aStateThatFailsIsNotHandedOn() async {
        await lives.follow(update([namespace { throw CommandError("no") }], added: ["jobs"]))
        #expect(await lives.handOn("jobs") == nil)
        #expect(await lives.handOn("others") == nil)
        await lives.end()
    }

    @Test(.timeLimit(.minutes(1))) func aStateThatDoesNotComeIsNotWaitedForWithoutEnd() async {
        let lives = NamespaceLives(Logger(label: "test"), patience: .milliseconds(50))
        let endless = namespace {
            try await Task.sleep(for: .seconds(3600))
            return []
        }
        await lives.follow(update([endless], added: ["jobs"]))
        let state = await lives.handOn("jobs")
        #expect(state == nil)
        await lives.end()
    }
}

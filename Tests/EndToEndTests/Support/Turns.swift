import Foundation

/// Lets only a few tests run at a time: each has a server, a compiler or both.
actor Turns {
    static let shared = Turns(ProcessInfo.processInfo.activeProcessorCount + 1)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    /// Waits for a turn, and takes it for as long as `body` takes.
    nonisolated func take(_ body: () async throws -> Void) async throws {
        await begin()
        do {
            try await body()
        } catch {
            await end()
            throw error
        }
        await end()
    }

    private func begin() async {
        guard free == 0 else { return free -= 1 }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func end() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

import GedisDispatch
import Glibc

/// Ctrl-C and SIGTERM as the end of something that would go on, which also ends when nobody reads it any more.
enum Interruption {
    /// Runs `body` in a task that is cancelled by the signals; that it was is no error.
    ///
    /// - Throws: what `body` throws but for `CancellationError`.
    static func ends(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        let watch = Task {
            for await _ in await TrappedSignals.stream(of: SIGINT, SIGTERM) {
                // The terminal has shown ^C.
                if isatty(STDERR_FILENO) == 1 { Terminal.note("") }
                task.cancel()
            }
        }
        let reader = Task {
            while !Terminal.isAbandoned { try await Task.sleep(for: .milliseconds(200)) }
            Terminal.endAsAbandoned()
        }
        defer {
            watch.cancel()
            reader.cancel()
        }
        do { try await task.value } catch is CancellationError {}
    }
}

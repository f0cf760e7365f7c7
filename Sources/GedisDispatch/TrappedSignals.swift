@preconcurrency import Dispatch

/// Signals that the process handles itself.
package enum TrappedSignals {
    private static let queue = DispatchQueue(label: "gedis signals")

    /// Traps signals: from when this returns they do nothing but come in the sequence.
    ///
    /// - Parameter numbers: which; each is trapped by one sequence at a time
    /// - Returns: the numbers of those that come
    package static func stream(of numbers: Int32...) async -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let sources = numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { continuation.yield(number) }
            return source
        }
        continuation.onTermination = { _ in
            for source in sources { source.cancel() }
        }
        for source in sources {
            await withCheckedContinuation { registered in
                source.setRegistrationHandler { registered.resume() }
                source.activate()
            }
        }
        return stream
    }
}

import Glibc

/// Signals as bytes that can be waited for together with other input.
struct SignalPipe {
    // Written once, before the handler can run, which cannot wait for a lock.
    private nonisolated(unsafe) static var input: Int32 = -1

    private let output: Int32

    /// Handles signals from here on.
    ///
    /// - Parameter signals: which
    /// - Throws: `HostError` when the system has no descriptors left.
    init(_ signals: Int32...) throws(HostError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw .system(.system, "cannot wait for signals", errno)
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        output = ends[0]
        Self.input = ends[1]
        for signal in signals {
            Glibc.signal(signal) { signal in
                let error = errno
                var byte = UInt8(signal)
                _ = write(SignalPipe.input, &byte, 1)
                errno = error
            }
        }
    }

    /// Waits for a signal.
    ///
    /// - Parameters:
    ///   - descriptor: something to wait for too
    ///   - limit: how long to wait; nil for ever
    /// - Returns: the signal; nil when something else came first.
    func wait(orInputOf descriptor: Int32 = -1, atMost limit: Duration? = nil) -> Int32? {
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            var byte: UInt8 = 0
            if read(output, &byte, 1) == 1 { return Int32(byte) }
            var inputs = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let timeout = deadline.map { Swift.max(0, Int32(($0 - .now) / .milliseconds(1))) } ?? -1
            let count = poll(&inputs, 2, timeout)
            if count == 0 || count > 0 && inputs[0].revents == 0 { return nil }
        }
    }
}

import CLinux
import Glibc

/// Signals as bytes that can be waited for together with other input.
struct SignalPipe {
    // Written once, before the handler can run, which cannot wait for a lock.
    private nonisolated(unsafe) static var input: Int32 = -1
    /// The last signal that came before there was a pipe; 0 for none.
    private nonisolated(unsafe) static var early: UInt8 = 0

    private let output: Int32

    /// Both ends. Who leaves them open in the program that this process becomes loses no signal.
    var descriptors: [Int32] { [output, Self.input] }

    /// Handles signals from here on.
    ///
    /// - Parameters:
    ///   - signals: which
    ///   - kept: the ends that the program has left open which this process was before
    /// - Throws: `HostError` when the system has no descriptors left.
    init(_ signals: Int32..., kept: [Int32]? = nil) throws(HostError) {
        var ends = kept ?? [-1, -1]
        guard kept != nil || pipe(&ends) == 0 else {
            throw .system(.system, "cannot wait for signals", errno)
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        output = ends[0]
        // Those that came while the process became another program have waited.
        defer { Self.change(SIG_UNBLOCK, signals) }
        Self.input = ends[1]
        Self.handle(signals)
        if Self.early != 0 { _ = write(Self.input, &Self.early, 1) }
    }

    /// Keeps signals for a pipe that is made later. The program that this process has become calls it before it waits for
    /// anything: its first thread lets signals come then that have waited.
    static func handle(_ signals: [Int32]) {
        for signal in signals {
            Glibc.signal(signal) { signal in
                let error = errno
                var byte = UInt8(signal)
                if SignalPipe.input < 0 { SignalPipe.early = byte } else { _ = write(SignalPipe.input, &byte, 1) }
                errno = error
            }
        }
    }

    /// What came first.
    enum Event {
        case signal(Int32)
        /// These descriptors can be read, or are at their end.
        case input([Int32])
        case timeout
    }

    /// Lets signals that were held come.
    static func release(_ signals: Int32...) { change(SIG_UNBLOCK, signals) }

    private static func change(_ how: Int32, _ signals: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        sigprocmask(how, &set, nil)
    }

    /// Lets signals wait until another `SignalPipe` is made, also in the program that this process becomes.
    static func hold(_ signals: Int32...) { change(SIG_BLOCK, signals) }

    /// Waits for a signal.
    ///
    /// - Parameters:
    ///   - descriptors: what else to wait for
    ///   - limit: how long to wait; nil for ever
    /// - Returns: what came first.
    func wait(orInputOf descriptors: [Int32] = [], atMost limit: Duration? = nil) -> Event {
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            var byte: UInt8 = 0
            if read(output, &byte, 1) == 1 { return .signal(Int32(byte)) }
            var inputs = ([output] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            // Rounded up, so that what is to be done then is not looked for too early.
            let timeout = deadline.map { Swift.max(0, Int32(clamping: Int(($0 - .now) / .milliseconds(1)) + 1)) } ?? -1
            let count = poll(&inputs, nfds_t(inputs.count), timeout)
            if count == 0 { return .timeout }
            let ready = inputs.dropFirst().filter { $0.revents != 0 }.map(\.fd)
            if count > 0, inputs[0].revents == 0 { return .input(ready) }
        }
    }
}

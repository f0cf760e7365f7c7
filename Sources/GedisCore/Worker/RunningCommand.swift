import Glibc

/// The command that a thread runs, for whoever has to say what a crash interrupted.
///
/// A request pays nothing for it: the stopwatch knows the command that runs, and a connection the call that does.
public enum RunningCommand {
    /// What a thread that serves connections keeps for a signal handler.
    private final class Place {
        unowned(unsafe) let worker: Worker
        /// Where a handler runs, because a thread that recursed too deeply has no stack left.
        private let stack = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

        init(_ worker: Worker) {
            self.worker = worker
            var description = stack_t()
            description.ss_sp = stack.baseAddress
            description.ss_size = stack.count
            sigaltstack(&description, nil)
        }

        deinit {
            var none = stack_t()
            none.ss_flags = Int32(SS_DISABLE)
            sigaltstack(&none, nil)
            stack.deallocate()
        }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { place in
            if let place { Unmanaged<Place>.fromOpaque(place).release() }
        }
        return key
    }()

    /// Makes the commands known that this thread will run for a worker.
    package static func follow(_ worker: Worker) {
        guard pthread_getspecific(key) == nil else { return }
        pthread_setspecific(key, Unmanaged.passRetained(Place(worker)).toOpaque())
    }

    /// Whether this thread runs a worker's commands.
    static func isFollowed(_ worker: Worker) -> Bool {
        guard let place = pthread_getspecific(key) else { return false }
        return Unmanaged<Place>.fromOpaque(place)._withUnsafeGuaranteedRef { $0.worker === worker }
    }

    /// Calls `body` with the full name of the command that this thread runs: with the names of all suspended calls where one
    /// of them goes on, and not at all on a thread that serves no connections.
    ///
    /// It allocates nothing and takes no lock, so that a signal handler can ask.
    public static func forEachName(_ body: (String) -> Void) {
        guard let place = pthread_getspecific(key) else { return }
        let worker = Unmanaged<Place>.fromOpaque(place).takeUnretainedValue().worker
        if let running = worker.stopwatch.runningName { return body(running) }
        for driver in worker.drivers.values {
            if let call = driver.runningCall, call.isInline { return body(call.name) }
        }
        for driver in worker.drivers.values {
            if let call = driver.runningCall { body(call.name) }
        }
    }
}

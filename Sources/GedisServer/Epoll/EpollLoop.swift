import CLinux
import GedisCore
import GedisSockets
import Glibc
import Synchronization

/// The handle of an epoll thread, by which other threads reach it and calls run on it.
final class EpollLoop: JobQueue, ServingThread {
    private enum Job {
        case task(UnownedJob, UnownedTaskExecutor)
        case work(@Sendable (EpollThread) -> Void)
        case accepted(AcceptedSocket)
    }

    private struct Inbox {
        var jobs: [Job] = []
        var isAsleep = false
        var isOver = false
    }

    let activity: Activity
    private let inbox = Mutex(Inbox())
    private let wakeup: Int32

    /// Starts a thread with a worker.
    ///
    /// - Throws: `StartError` when the system has no descriptors or threads left.
    init(worker: Confined<Worker>) throws(StartError) {
        wakeup = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard wakeup >= 0, epoll >= 0 else {
            throw StartError("cannot make an epoll loop: \(String(cString: strerror(errno)))")
        }
        activity = worker.value.activity
        worker.value.handle = self
        let thread = Confined(EpollThread(loop: self, epoll: epoll, wakeup: wakeup, worker: worker.value))
        var id = pthread_t()
        let argument = Unmanaged.passRetained(Box(thread))
        let result = pthread_create(
            &id, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().thread.value.run()
                return nil
            }, argument.toOpaque())
        guard result == 0 else {
            argument.release()
            throw StartError("cannot start a thread: \(String(cString: strerror(result)))")
        }
        pthread_detach(id)
    }

    func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) { add(.task(job, executor)) }

    /// Runs `work` on the thread, soon.
    ///
    /// - Returns: whether it will be run: not once the thread has ended.
    @discardableResult
    func submit(_ work: @escaping @Sendable (EpollThread) -> Void) -> Bool { add(.work(work)) }

    func serve(_ socket: AcceptedSocket) -> Bool { add(.accepted(socket)) }

    func takeWaiting() -> [AcceptedSocket] {
        inbox.withLock { inbox in
            var waiting: [AcceptedSocket] = []
            inbox.jobs.removeAll { job in
                guard case .accepted(let socket) = job else { return false }
                waiting.append(socket)
                return true
            }
            return waiting
        }
    }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool { submit { work($0.worker) } }

    /// Runs `work` on the thread and returns when it has ended, or at once where the thread has.
    func run(_ work: @escaping @Sendable (EpollThread) -> Void) async {
        await withCheckedContinuation { continuation in
            let isAccepted = submit { thread in
                work(thread)
                continuation.resume()
            }
            if !isAccepted { continuation.resume() }
        }
    }

    /// Closes all that is open and ends the thread.
    func stop() async { await run { $0.stop() } }

    @discardableResult
    private func add(_ job: Job) -> Bool {
        let (isAccepted, mustWake) = inbox.withLock { inbox in
            guard !inbox.isOver else { return (false, false) }
            inbox.jobs.append(job)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep)
        }
        if mustWake {
            var one: UInt64 = 1
            write(wakeup, &one, 8)
        }
        return isAccepted
    }

    /// Runs what has been handed in by now.
    func runJobs(on thread: EpollThread) {
        let jobs = inbox.withLock { inbox in
            defer { inbox.jobs = [] }
            return inbox.jobs
        }
        for job in jobs {
            switch job {
            case .task(let job, let executor): job.runSynchronously(on: executor)
            case .work(let work): work(thread)
            case .accepted(let socket): EpollPreamble.open(socket, on: thread)
            }
        }
    }

    /// Runs what is left, and takes nothing more.
    func finish(on thread: EpollThread) {
        repeat {
            runJobs(on: thread)
        } while inbox.withLock { inbox in
            inbox.isOver = inbox.jobs.isEmpty
            return !inbox.isOver
        }
    }

    /// Whether nothing is to be done; from here on `add` wakes the thread.
    func fallAsleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.jobs.isEmpty
            return inbox.isAsleep
        }
    }

    private final class Box: Sendable {
        let thread: Confined<EpollThread>
        init(_ thread: Confined<EpollThread>) { self.thread = thread }
    }
}

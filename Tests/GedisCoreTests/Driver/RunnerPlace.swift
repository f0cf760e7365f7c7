import GedisKit
import GedisSettings
import Glibc
import Logging
import Synchronization

@testable import GedisCore

/// A worker whose thread is the test's, with commands that may suspend.
final class RunnerPlace {
    private final class Jobs: JobQueue {
        private let waiting = Mutex<[(job: UnownedJob, executor: UnownedTaskExecutor)]>([])
        let count = Atomic(0)

        func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
            count.add(1, ordering: .relaxed)
            waiting.withLock { $0.append((job, executor)) }
        }

        func run() {
            let jobs = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for (job, executor) in jobs { job.runSynchronously(on: executor) }
        }
    }

    /// What the commands wait for.
    final class Door: Sendable {
        private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
        /// How many calls were cancelled while they waited.
        let ends = Atomic(0)

        func pass() async {
            await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
        }

        func open() {
            let continuations = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for continuation in continuations { continuation.resume() }
        }
    }

    actor Counter {
        private var number = 0

        func next() -> Int {
            number += 1
            return number
        }
    }

    @TaskLocal static var mark: String?

    private let queue = Jobs()
    private let door = Door()
    private let worker: Worker

    init() {
        let core = ServerCore(
            ServerConfiguration(name: "test", endpoints: []), namespaces: [Self.namespace(door)],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        worker = core.makeWorker().value
    }

    /// The task that waits for calls; nil where none does.
    var runner: CallRunner? { worker.idleRunners.all.last }

    /// How many jobs were handed to the thread's queue.
    var enqueued: Int { queue.count.load(ordering: .relaxed) }

    /// How many calls were cancelled while they waited.
    var ends: Int { door.ends.load(ordering: .acquiring) }

    /// Lets the calls pass that wait.
    func open() { door.open() }

    /// Runs what the thread has to run until something is so.
    func run(until isDone: () -> Bool) {
        while !isDone() {
            queue.run()
            sched_yield()
        }
    }

    func connect() -> RunnerClient { RunnerClient(of: worker, over: queue) }

    private static func namespace(_ door: Door) -> Namespace {
        let counter = Counter()
        return Namespace(
            name: "tasks",
            commands: [
                Command(
                    name: "plain", handler: .asynchronous { calls in while calls.next() { calls.reply.ok() } }),
                Command(
                    name: "throw",
                    handler: .asynchronous { calls in
                        while calls.next() { throw CommandError("broken") }
                    }),
                Command(
                    name: "cancel",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            withUnsafeCurrentTask { $0?.cancel() }
                            calls.reply.simple("CANCELLED")
                        }
                    }),
                Command(
                    name: "state",
                    handler: .asynchronous { calls in
                        while calls.next() { calls.reply.simple(Task.isCancelled ? "cancelled" : mark ?? "none") }
                    }),
                Command(
                    name: "mark",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            let text = await $mark.withValue("marked") {
                                await Task.yield()
                                return mark ?? "none"
                            }
                            calls.reply.simple(text)
                        }
                    }),
                Command(
                    name: "pass",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            await door.pass()
                            calls.reply.simple("PASSED")
                        }
                    }),
                Command(
                    name: "wait",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            await withTaskCancellationHandler {
                                await door.pass()
                            } onCancel: {
                                door.ends.add(1, ordering: .acquiringAndReleasing)
                                door.open()
                            }
                            calls.reply.simple("UNWANTED")
                        }
                    }),
                Command(
                    name: "count",
                    handler: .asynchronous { calls in
                        while calls.next() { calls.reply.integer(await counter.next()) }
                    }),
            ])
    }
}

/// A client of such a worker.
final class RunnerClient: Transport {
    let jobs: any JobQueue
    private(set) var output = ""
    private var driver: ConnectionDriver?

    init(of worker: Worker, over jobs: any JobQueue) {
        self.jobs = jobs
        driver = ConnectionDriver(Connection(worker: worker, audience: .clients, address: "test"), over: self)
    }

    func send(_ text: String) {
        Array(text.utf8).withUnsafeBytes { driver?.receive($0) }
        driver?.flush()
    }

    func close() {
        let driver = driver.take()
        driver?.ended()
    }

    var isWritable: Bool { true }
    var unsentBytes: Int { 0 }
    func send(_ bytes: UnsafeRawBufferPointer) { output += String(decoding: bytes, as: UTF8.self) }
    func whenSent(_ action: @escaping () -> Void) { action() }
    func resumeReading() {}
    func flushSoon() { driver?.flush() }
    func closeOutput() {}
    func close(afterMilliseconds delay: Int) {}
}

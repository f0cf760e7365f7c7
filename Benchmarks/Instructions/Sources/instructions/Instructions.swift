import GedisBackends
import GedisCore
import GedisKit
import Glibc
import Logging

/// Answers requests of each kind while callgrind counts instructions.
///
/// It has no asynchronous `main`, whose thread callgrind cannot follow to its end. It prints a line for each call of
/// `gedis_counted`: the subject, the depth, and how many requests there were.
@main
enum Instructions {
    private static let depths = [1, 64]
    private static let requests = 1280
    /// How many different requests there are.
    private static let ringSize = 64

    static func main() {
        do {
            guard let folder = CommandLine.arguments.dropFirst().first else {
                throw CountingFailure("usage: instructions FOLDER")
            }
            let memory = try worker(over: MemoryBackend())
            let file = SQLiteBackend(name: "file", path: "\(folder)/values.sqlite", timeout: .seconds(5))
            let stored = try worker(over: file)
            for subject in CountedSubject.all {
                for depth in depths { try count(subject, on: subject.isStored ? stored : memory, depth) }
            }
        } catch {
            let text = Array("instructions: \(error)\n".utf8)
            write(2, text, text.count)
            exit(1)
        }
    }

    /// A thread's share of a server that has the measured commands.
    private static func worker(over backend: any ConnectedBackend) throws -> Worker {
        let backend = ReplaceableBackend(backend)
        func environment(_ name: String) -> Namespace.Environment {
            Namespace.Environment(name: name, backend: backend)
        }
        let namespaces = [
            try BuiltInNamespaces.system(in: environment("system")),
            try Bench.gedisNamespace(in: environment("bench")), try Tally.gedisNamespace(in: environment("tally")),
        ]
        var logger = Logger(label: "gedis")
        logger.logLevel = .error
        var configuration = ServerConfiguration(name: "counted", endpoints: [])
        configuration.slowlogThreshold = nil
        let worker = ServerCore(configuration, namespaces: namespaces, logger: logger).makeWorker().value
        let client = SocketlessClient(of: worker)
        try client.exchange(Batch((0..<ringSize).map(CountedSubject.stores)))
        client.close()
        return worker
    }

    private static func count(_ subject: CountedSubject, on worker: Worker, _ depth: Int) throws(CountingFailure) {
        let ring = (0..<ringSize).map(subject.exchange)
        let batches = stride(from: 0, to: ringSize, by: depth).map { Batch(ring[$0..<$0 + depth]) }
        RunningCommand.follow(worker)
        let thread = subject.subscribers > 0 ? SocketlessThread(worker.activity) : nil
        worker.handle = thread
        let client = SocketlessClient(of: worker, on: thread)
        let subscribers = (0..<subject.subscribers).map { _ in SocketlessClient(of: worker) }
        for subscriber in subscribers { try subscriber.exchange(Batch([CountedSubject.subscribes])) }
        // What is made once is not counted.
        for _ in 0..<2 { for batch in batches { try client.exchange(batch) } }
        let run = Run(client: client, batches: batches, count: requests / depth)
        countedRequests(run)
        if let failure = run.failure { throw failure }
        guard subscribers.allSatisfy({ $0.receivedCount > requests * 64 }) else {
            throw CountingFailure("a subscriber has not got its messages")
        }
        print(subject.name, depth, requests / depth * depth)
        for client in [client] + subscribers { client.close() }
    }
}

/// Batches that are sent one after the other.
final class Run {
    private let client: SocketlessClient
    private let batches: [Batch]
    private let count: Int
    private(set) var failure: CountingFailure?

    init(client: SocketlessClient, batches: [Batch], count: Int) {
        self.client = client
        self.batches = batches
        self.count = count
    }

    func perform() {
        do throws(CountingFailure) {
            for number in 0..<count { try client.exchange(batches[number % batches.count]) }
        } catch {
            failure = error
        }
    }
}

/// What callgrind counts: it finds it by this name.
@_silgen_name("gedis_counted")
@inline(never)
func countedRequests(_ run: Run) { run.perform() }

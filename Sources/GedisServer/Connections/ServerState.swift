import GedisKit
import Synchronization

/// What all of a server's threads know of it.
final class ServerState: Sendable {
    /// The instance's name.
    let name: String
    /// What clients have to say before they may call; nil where they need not.
    let password: String?
    /// When the server was made.
    let started = ContinuousClock.now
    private let allCounters = Mutex<[Counters]>([])
    private let allPorts = Mutex<[Int]>([])
    private let lastConnectionID = Atomic<Int>(0)

    init(name: String, password: String?) {
        self.name = name
        self.password = password
    }

    /// The figures of each worker.
    var counters: [Counters] { allCounters.withLock { $0 } }

    /// The ports that clients can connect to, once each.
    var ports: [Int] { allPorts.withLock { $0 } }

    /// How many connections there are.
    var openConnections: Int { counters.reduce(0) { $0 + $1.open } }

    /// Counts a worker's figures in.
    func add(_ counters: Counters) { allCounters.withLock { $0.append(counters) } }

    /// Remembers where clients can connect.
    func add(_ socket: ListeningSocket) {
        guard let port = socket.port else { return }
        allPorts.withLock { if !$0.contains(port) { $0.append(port) } }
    }

    /// A number that no other connection has.
    func nextConnectionID() -> Int { lastConnectionID.add(1, ordering: .relaxed).newValue }

    /// Whether `password` is the server's. Takes the same time wherever the two differ.
    func isPassword(_ candidate: UnsafeRawBufferPointer) -> Bool {
        guard let password else { return false }
        let expected = Array(password.utf8)
        var difference = UInt(bitPattern: expected.count ^ candidate.count)
        for index in candidate.indices {
            let byte = expected.isEmpty ? 0 : expected[index % expected.count]
            difference |= UInt(byte ^ candidate[index])
        }
        return difference == 0
    }
}

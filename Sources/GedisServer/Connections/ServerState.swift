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
    /// The figures of each worker.
    let counters: [Counters]
    /// Ports that are listened on, for `INFO`.
    let ports = Mutex<[Int]>([])

    /// The first port that clients can connect to; 0 where there is none.
    var firstPort: Int { ports.withLock { $0.first } ?? 0 }

    private let lastConnectionID = Atomic<Int>(0)

    init(name: String, password: String?, counters: [Counters]) {
        self.name = name
        self.password = password
        self.counters = counters
    }

    /// How many connections there are.
    var openConnections: Int { counters.reduce(0) { $0 + $1.open } }

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

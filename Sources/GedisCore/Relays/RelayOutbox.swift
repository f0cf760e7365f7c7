import GedisKit
import GedisRESP

/// Requests on their way to another server, in batches: what a thread collects until it sends. A batch is kept until its
/// calls are answered, for whoever asks what a slow one was.
struct RelayOutbox {
    private final class Batch {
        @exclusivity(unchecked) var requests = ReplyWriter()
        @exclusivity(unchecked) var sent = 0
        /// How many of its calls have no reply.
        @exclusivity(unchecked) var calls = 0
        @exclusivity(unchecked) var isClosed = false
    }

    /// The most bytes that a batch keeps for another one.
    private static let keptBytes = 256 * 1024

    private var batches: [Batch] = []
    /// The first batch that is not sent whole.
    private var sending = 0
    private var spare: Batch?
    private(set) var unsentBytes = 0

    /// Writes a request whose command's name there is `name`, in RESP.
    ///
    /// - Returns: where it begins in its batch.
    @inline(__always)
    mutating func add(_ arguments: borrowing Arguments, _ name: [UInt8]) -> Int {
        if batches.last?.isClosed ?? true { begin() }
        let batch = batches[batches.count &- 1]
        let start = batch.requests.count
        batch.requests.array(count: arguments.count + 1)
        name.withUnsafeBytes { batch.requests.bytes($0) }
        for index in 0..<arguments.count { arguments.withBytes(at: index) { batch.requests.bulk($0) } }
        batch.calls &+= 1
        unsentBytes &+= batch.requests.count &- start
        return start
    }

    /// Whether what is added goes with what was added before.
    var isOpen: Bool { !(batches.last?.isClosed ?? true) }

    /// Counts a call whose request is not kept, behind one whose is.
    @inline(__always)
    mutating func count() { batches[batches.count &- 1].calls &+= 1 }

    /// Ends a batch that is sent in another form.
    mutating func close() {
        batches.last?.isClosed = true
        sending = batches.count
        unsentBytes = 0
    }

    @inline(never)
    private mutating func begin() {
        batches.append(spare.take() ?? Batch())
    }

    /// Sends what is not sent.
    ///
    /// - Parameter send: takes bytes, and returns how many
    mutating func flush(_ send: (UnsafeRawBufferPointer) -> Int) {
        while sending < batches.count {
            let batch = batches[sending]
            batch.isClosed = true
            let length = batch.requests.count
            let count = batch.requests.withBytes { send(UnsafeRawBufferPointer(rebasing: $0[batch.sent...])) }
            batch.sent += count
            unsentBytes -= count
            guard batch.sent == length else { return }
            sending += 1
        }
    }

    /// The first calls were answered, all of one batch.
    mutating func answered(_ count: Int) {
        guard let batch = batches.first else { return }
        batch.calls -= count
        guard batch.calls == 0, batch.isClosed else { return }
        batches.removeFirst()
        sending -= 1
        batch.requests.removeAll(keepingAtMost: Self.keptBytes)
        (batch.sent, batch.isClosed) = (0, false)
        spare = batch
    }

    /// The parts of the request at a place of the first batch, cut as the slow log cuts them.
    func parts(at offset: Int) -> [[UInt8]]? {
        batches.first?.requests.withBytes { bytes in
            var parser = RequestParser()
            var progress: RequestParser.Progress?
            let request = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            guard
                (try? parser.parse(request, &progress, limits: RequestLimits(maxArguments: .max, maxRequestSize: .max)))
                    != nil, parser.partCount > 0
            else {
                return nil
            }
            return parser.withArguments(in: request) { SlowLog.parts(of: $0) }
        }
    }

    mutating func removeAll() {
        batches = []
        sending = 0
        unsentBytes = 0
    }
}

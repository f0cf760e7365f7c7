import GedisKit
import GedisRESP

/// Requests on their way to another server, in batches: what a thread collects until it sends. A batch is kept until its
/// calls are answered, for whoever asks what a slow one was.
struct RelayOutbox: ~Copyable {
    private final class Batch {
        @exclusivity(unchecked) var requests = ReplyWriter()
        @exclusivity(unchecked) var sent = 0
        /// How many of its calls have no reply.
        @exclusivity(unchecked) var calls = 0
    }

    /// The most bytes that a batch keeps for another one.
    private static let keptBytes = 256 * 1024

    /// The requests that are in no batch yet, and how many calls they are.
    private var collected = ReplyWriter()
    private var collectedCalls = 0
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
        let start = collected.count
        collected.array(count: arguments.count &+ 1)
        name.withUnsafeBytes { collected.bytes($0) }
        for index in 0..<arguments.count { arguments.withBytes(at: index) { collected.bulk($0) } }
        collectedCalls &+= 1
        unsentBytes &+= collected.count &- start
        return start
    }

    /// Whether what is added goes with what was added before.
    var isOpen: Bool { collectedCalls > 0 }

    /// Counts calls whose requests are not kept, behind one whose is.
    @inline(__always)
    mutating func count(_ calls: Int = 1) { collectedCalls &+= calls }

    /// Makes a batch of what is sent in another form.
    mutating func close() {
        closeBatch()
        sending = batches.count
        unsentBytes = 0
    }

    private mutating func closeBatch() {
        guard collectedCalls > 0 else { return }
        let batch = spare.take() ?? Batch()
        swap(&batch.requests, &collected)
        swap(&batch.calls, &collectedCalls)
        batches.append(batch)
    }

    /// Sends what is not sent.
    ///
    /// - Parameter send: takes bytes, and returns how many
    mutating func flush(_ send: (UnsafeRawBufferPointer) -> Int) {
        repeat {
            while sending < batches.count {
                let batch = batches[sending]
                let length = batch.requests.count
                let count = batch.requests.withBytes { send(UnsafeRawBufferPointer(rebasing: $0[batch.sent...])) }
                batch.sent += count
                unsentBytes -= count
                guard batch.sent == length else { return }
                sending += 1
            }
            closeBatch()
        } while sending < batches.count
    }

    /// The first calls were answered, all of one batch.
    mutating func answered(_ count: Int) {
        guard let batch = batches.first else { return }
        batch.calls -= count
        guard batch.calls == 0 else { return }
        batches.removeFirst()
        sending -= 1
        batch.requests.removeAll(keepingAtMost: Self.keptBytes)
        batch.sent = 0
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
        collected.removeAll(keepingAtMost: Self.keptBytes)
        collectedCalls = 0
        batches = []
        sending = 0
        unsentBytes = 0
    }
}

package import GedisKit

/// Reads and writes of single values in one namespace as requests to a server, without I/O.
///
/// Calls of one kind that follow each other go as one request: of so many fields, or a transaction that stores so many. So
/// they cost the server little more than one does. Replies come in the order of the requests.
package final class RedisPipeline {
    /// What is called.
    package enum Call: Int, Sendable {
        /// Of a key.
        case get
        /// Of a key and text.
        case put
    }

    /// What is wrong with what the server sent.
    package struct Failure: Error {
        /// As a sentence without its full stop.
        package let description: String
    }

    let backend: RedisBackend
    let namespace: String
    let node: RedisNode
    /// The requests from the first one that is not answered on; those before `first` have been.
    @exclusivity(unchecked) private var batches: [RedisBatch] = []
    @exclusivity(unchecked) private var first = 0
    /// The first one that is not in `outgoing`, and about how many bytes those have.
    @exclusivity(unchecked) private var firstUnwritten = 0
    @exclusivity(unchecked) private var unwrittenBytes = 0
    @exclusivity(unchecked) private var spare: RedisBatch?
    /// What is sent, and how much of it was.
    @exclusivity(unchecked) private var outgoing = ReplyWriter()
    @exclusivity(unchecked) private var sent = 0
    /// Whether keys were seen to expire. From then on writes wait for the reads before them, which may have to be done again.
    @exclusivity(unchecked) private var seesExpiry = false
    /// The frame that is read.
    @exclusivity(unchecked) var frame = RedisFrame()

    /// The most bytes that stay allocated.
    static let keptBytes = 256 * 1024

    init(_ backend: RedisBackend, _ namespace: String) {
        self.backend = backend
        self.namespace = namespace
        node = backend.node(namespace)
    }

    // MARK: - Calls

    /// How many bytes of calls wait to be sent.
    package var unsentBytes: Int { unwrittenBytes &+ outgoing.count &- sent }

    /// The requests that are not answered, the first one first.
    var unanswered: ArraySlice<RedisBatch> { batches[first...] }

    /// Whether a call can go this way: not where it is long, or is a write to a graph, whose states a script looks after.
    package func takes(_ number: Int, _ arguments: borrowing Arguments) -> Bool {
        for index in 0..<arguments.count {
            guard arguments.withBytes(at: index, { $0.count < RedisBatch.mostBytes }) else { return false }
        }
        return number == Call.get.rawValue || !backend.holdsGraph
    }

    /// Adds a call to what is sent next.
    ///
    /// - Throws: `ArgumentError` for an argument that is not UTF-8.
    package func add(_ number: Int, _ arguments: borrowing Arguments) throws(ArgumentError) {
        let isPut = number == Call.put.rawValue
        try Self.check(arguments, at: 0, "key")
        if isPut { try Self.check(arguments, at: 1, "value") }
        let batch = batch(ofPuts: isPut)
        let size = batch.size
        arguments.withBytes(at: 0) { key in
            if isPut { arguments.withBytes(at: 1) { batch.addPut(key, $0) } } else { batch.addGet(key) }
        }
        unwrittenBytes &+= batch.size &- size
    }

    @inline(__always)
    private func batch(ofPuts isPut: Bool) -> RedisBatch {
        if batches.count > firstUnwritten, let last = batches.last, last.isPut == isPut, last.hasRoom { return last }
        return begin(ofPuts: isPut)
    }

    @inline(never)
    private func begin(ofPuts isPut: Bool) -> RedisBatch {
        let batch = spare.take() ?? RedisBatch()
        batch.isPut = isPut
        batches.append(batch)
        return batch
    }

    @inline(__always)
    private static func check(
        _ arguments: borrowing Arguments, at index: Int, _ name: StaticString
    ) throws(ArgumentError) {
        guard arguments.withBytes(at: index, { (try? UTF8Span(validating: $0.bindMemory(to: UInt8.self).span)) != nil })
        else { return try refuse(String.self, arguments, at: index, name) }
    }

    private static func refuse<T: Argument>(
        _ type: T.Type, _ arguments: borrowing Arguments, at index: Int, _ name: StaticString
    ) throws(ArgumentError) {
        _ = try arguments.decode(type, at: index, name)
    }

    /// Sends what was added.
    ///
    /// - Parameter send: takes bytes, and returns how many
    package func flush(_ send: (UnsafeRawBufferPointer) -> Int) {
        while true {
            if sent == outgoing.count {
                outgoing.removeAll(keepingAtMost: Self.keptBytes)
                sent = 0
                while firstUnwritten < batches.count, outgoing.count < RedisBatch.mostBytes {
                    let batch = batches[firstUnwritten]
                    if seesExpiry, batch.isPut, batches[first..<firstUnwritten].contains(where: { !$0.isPut }) { break }
                    batch.write(node, to: &outgoing)
                    unwrittenBytes -= batch.size
                    firstUnwritten += 1
                }
                guard outgoing.count > 0 else { return }
            }
            sent += outgoing.withBytes { send(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            guard sent == outgoing.count else { return }
        }
    }

    /// Forgets what was added.
    package func removeAll() {
        batches = []
        first = 0
        forgetConnection()
    }

    /// The connection is gone: what is left of the requests does not go over another one.
    func forgetConnection() {
        firstUnwritten = batches.count
        unwrittenBytes = 0
        outgoing.removeAll(keepingAtMost: Self.keptBytes)
        sent = 0
        frame = RedisFrame()
    }

    // MARK: - Replies

    /// The frame that bytes begin with, which is what answers the first request; nil where it has not arrived whole.
    ///
    /// - Throws: `Failure` where there is none.
    package func frame(of bytes: UnsafeRawBufferPointer) throws(Failure) -> Range<Int>? {
        guard !bytes.isEmpty else { return nil }
        guard first < firstUnwritten else { throw Failure(description: "it sent a reply to no request") }
        return try frame.read(bytes, of: batches[first]).map { 0..<$0 }
    }

    /// Begins to read the replies of the frame that was found last.
    ///
    /// - Returns: how many it has; nil where the calls have to be answered in another way.
    package func begin(_ bytes: UnsafeRawBufferPointer) -> Int? {
        frame.bytes = bytes
        guard !frame.needsDetour else {
            seesExpiry = true
            return nil
        }
        let batch = batches[first]
        first += 1
        if first == batches.count || first >= 256, first >= batches.count / 2 {
            batches.removeFirst(first)
            firstUnwritten -= first
            first = 0
        }
        let count = batch.count
        if batch.recycle() { spare = batch }
        return count
    }

    /// Passes over a reply.
    package func skip() { frame.next += 1 }

    /// Writes a reply as RESP.
    ///
    /// - Returns: the error that is the reply; nil where one was written.
    @inline(__always)
    package func reply(of number: Int, to writer: inout ReplyWriter) -> CommandError? {
        if let error = frame.error { return Self.error(error, backend.configuration) }
        guard number == Call.get.rawValue else {
            writer.ok()
            return nil
        }
        frame.writeNext(to: &writer)
        return nil
    }

    /// What the client is replied where the server replies an error.
    private static func error(_ error: CommandError, _ configuration: RedisConfiguration) -> CommandError {
        guard error.code != RedisFrame.ownCode else { return error }
        let failure = configuration.failure(error, at: configuration.endpoints[0])
        return CommandError(failure.message, code: RedisFrame.ownCode)
    }
}

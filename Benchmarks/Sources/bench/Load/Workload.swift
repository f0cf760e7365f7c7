/// Requests and the reply that each of them has to get, to the byte.
///
/// They are a ring of different ones, so that a reply in the wrong place or on the wrong connection is found.
struct Workload: Sendable {
    /// How many different requests there are; no more can be in flight on one connection.
    static let ringSize = 64

    /// The ring's bytes twice in a row, so that each batch is contiguous wherever it begins.
    let requests: Stream
    let replies: Stream

    /// Whether the requests are frames of a WebSocket, and the replies come in such.
    let isFramed: Bool

    /// Makes the ring.
    ///
    /// - Parameters:
    ///   - isFramed: whether each request is sent in a frame of a WebSocket
    ///   - exchange: the request of a number, and the reply
    init(isFramed: Bool = false, bytes exchange: (Int) -> (request: [UInt8], reply: [UInt8])) {
        let ring = (0..<Self.ringSize).map { number in
            let (request, reply) = exchange(number)
            // Any key is as good as another; a zero would be none.
            let key = (1...4).map { UInt8(truncatingIfNeeded: (number + 1) * 37 * $0 | 1) }
            return (request: isFramed ? WebSocket.frame(request, key: key) : request, reply: reply)
        }
        self.isFramed = isFramed
        requests = Stream((ring + ring).map(\.request))
        replies = Stream((ring + ring).map(\.reply))
    }

    /// Makes the ring of RESP's requests.
    ///
    /// - Parameters:
    ///   - isFramed: whether each request is sent in a frame of a WebSocket
    ///   - exchange: the words of the request of a number, and the reply's bytes
    init(isFramed: Bool = false, _ exchange: (Int) -> (request: [String], reply: String)) {
        self.init(
            isFramed: isFramed,
            bytes: { number in
                let (request, reply) = exchange(number)
                return (RESP.request(request), Array(reply.utf8))
            })
    }

    /// Byte strings in a row.
    final class Stream: Sendable {
        nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
        /// Where each string begins, and where the last one ends.
        private let offsets: [Int]

        init(_ strings: [[UInt8]]) {
            offsets = strings.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: offsets[strings.count], alignment: 16)
            memory.copyBytes(from: strings.joined())
            bytes = UnsafeRawBufferPointer(memory)
        }

        deinit { bytes.deallocate() }

        /// Where the `count` strings from `first` on lie.
        func range(from first: Int, _ count: Int) -> Range<Int> { offsets[first]..<offsets[first + count] }
    }
}

/// The few forms of RESP2 that the benchmark speaks. It does not use gedis' own code, which it checks.
enum RESP {
    static let ok = "+OK\r\n"

    static func request(_ words: [String]) -> [UInt8] {
        Array(("*\(words.count)\r\n" + words.map(bulk).joined()).utf8)
    }

    static func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }
}

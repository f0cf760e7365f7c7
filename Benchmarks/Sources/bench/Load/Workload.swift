/// Requests and the reply that each of them has to get, to the byte.
///
/// They are a ring of different ones, so that a reply in the wrong place or on the wrong connection is found.
struct Workload: Sendable {
    /// How many different requests there are; no more can be in flight on one connection.
    static let ringSize = 64

    /// The ring's bytes twice in a row, so that each batch is contiguous wherever it begins.
    let requests: Stream
    let replies: Stream

    /// Makes the ring.
    ///
    /// - Parameter exchange: the words of the request of a number, and the reply's bytes
    init(_ exchange: (Int) -> (request: [String], reply: String)) {
        let ring = (0..<Self.ringSize).map(exchange)
        requests = Stream((ring + ring).map { RESP.request($0.request) })
        replies = Stream((ring + ring).map { Array($0.reply.utf8) })
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
    static func request(_ words: [String]) -> [UInt8] {
        Array(("*\(words.count)\r\n" + words.map(bulk).joined()).utf8)
    }

    static func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }
}

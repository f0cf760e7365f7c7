import GedisKit

/// Messages for the subscribers of one thread, in the order in which they were published.
struct Deliveries: Sendable {
    /// The messages of one subscription, in one piece, from which each of its subscribers can be sent all of them at once.
    struct Part: Sendable {
        let subscription: Subscription
        /// Whether more was published than may wait: there are no messages, and the subscribers are to be dropped.
        fileprivate(set) var isTooMuch = false
        /// The messages in RESP2.
        fileprivate var bytes: [UInt8] = []
        /// Where each message begins.
        fileprivate var starts: [Int] = []

        /// The messages in RESP3, which differs in the first byte of each.
        private lazy var pushes = {
            var pushes = bytes
            for start in starts { pushes[start] = UInt8(ascii: ">") }
            return pushes
        }()

        fileprivate init(_ subscription: Subscription) { self.subscription = subscription }

        /// Calls `body` with messages as a version of the protocol has them.
        mutating func withBytes(
            _ range: Range<Int>? = nil, for version: ReplyWriter.Version, _ body: (UnsafeRawBufferPointer) -> Void
        ) {
            let bytes = version == .resp3 ? pushes : bytes
            bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range ?? 0..<$0.count])) }
        }
    }

    /// Messages of one part that follow each other.
    struct Run: Sendable {
        let part: Int
        fileprivate(set) var range: Range<Int>
    }

    /// What one message takes besides its bytes.
    static let overhead = 32

    var parts: [Part] = []
    private(set) var runs: [Run] = []

    var isEmpty: Bool { parts.isEmpty }

    /// Begins with a subscription's messages.
    ///
    /// - Returns: the number of the part.
    mutating func begin(_ subscription: Subscription) -> Int {
        parts.append(Part(subscription))
        return parts.count - 1
    }

    /// Adds a message to a part, unless more than `most` bytes of it would wait: then its messages are dropped, as those
    /// are that follow. One message may wait however large it is.
    ///
    /// - Parameters:
    ///   - head: the message's beginning, in RESP2
    ///   - tail: the rest of it
    ///   - part: the part's number
    ///   - most: the most bytes
    mutating func add(_ head: [UInt8], _ tail: UnsafeRawBufferPointer, to part: Int, most: Int) {
        guard !parts[part].isTooMuch else { return }
        let start = parts[part].bytes.count
        let end = start + head.count + tail.count
        guard start == 0 || end + (parts[part].starts.count + 1) * Self.overhead <= most else {
            parts[part].isTooMuch = true
            parts[part].bytes = []
            parts[part].starts = []
            return
        }
        parts[part].starts.append(start)
        parts[part].bytes.append(contentsOf: head)
        parts[part].bytes.append(contentsOf: tail)
        if let last = runs.indices.last, runs[last].part == part {
            runs[last].range = runs[last].range.lowerBound..<end
        } else {
            runs.append(Run(part: part, range: start..<end))
        }
    }
}

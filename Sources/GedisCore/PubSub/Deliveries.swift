import GedisKit

/// Messages for the subscribers of one thread, in the order in which they were published.
struct Deliveries: Sendable {
    /// The messages of one subscription, in one piece, from which each of its subscribers can be sent all of them at once.
    struct Part: Sendable {
        let subscription: Subscription
        /// Whether more was published than may wait: there are no messages, and the subscribers are to be dropped.
        fileprivate(set) var isTooMuch = false
        private static let startingCapacity = 4096
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

        /// Adds a message.
        ///
        /// - Returns: where it lies; nil where it would be too much.
        fileprivate mutating func add(
            _ head: [UInt8], _ tail: UnsafeRawBufferPointer, most: Int
        ) -> (start: Int, end: Int)? {
            guard !isTooMuch else { return nil }
            let start = bytes.count
            let end = start + head.count + tail.count
            guard start == 0 || end + (starts.count + 1) * Deliveries.overhead <= most else {
                isTooMuch = true
                bytes = []
                starts = []
                return nil
            }
            if start == 0 { bytes.reserveCapacity(Swift.max(end, Self.startingCapacity)) }
            starts.append(start)
            bytes.append(contentsOf: head)
            bytes.append(contentsOf: tail)
            return (start, end)
        }

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
        guard let (start, end) = parts[part].add(head, tail, most: most) else { return }
        if let last = runs.indices.last, runs[last].part == part {
            runs[last].range = runs[last].range.lowerBound..<end
        } else {
            runs.append(Run(part: part, range: start..<end))
        }
    }
}

/// What a process and the one that takes its place say to each other.
struct HandoverFrame: Sendable {
    /// What a frame says.
    enum Kind: UInt8, Sendable {
        // From the next process.
        /// It begins, and reads connections of this format.
        case hello
        /// It asks for the state of a namespace; the answer is the state as JSON.
        case state
        /// It could serve.
        case ready
        /// It has all connections.
        case accepted

        // To the next process.
        /// The connections follow; the greatest number that one has had.
        case begin
        /// A connection, with its socket.
        case connection
        /// A connection that comes later, and that messages can come for meanwhile.
        case expected
        /// These are all.
        case end
        /// They are the next process' now.
        case go
        /// They stay.
        case abort
        /// A message to a channel.
        case publish
        /// A connection that was busy, with its socket.
        case late
        /// A connection that was to come has ended.
        case gone
        /// What was counted so far.
        case statistics

        /// Whether a descriptor goes with it.
        var hasDescriptor: Bool { self == .connection || self == .late }
    }

    let kind: Kind
    var payload: [UInt8] = []
    var descriptor: Int32?

    /// How many bytes stand before the payload: the kind, and the payload's length.
    static let headSize = 5

    /// The frame as bytes.
    func write(to bytes: inout [UInt8]) {
        bytes.append(kind.rawValue)
        withUnsafeBytes(of: UInt32(payload.count).littleEndian) { bytes += $0 }
        bytes += payload
    }
}

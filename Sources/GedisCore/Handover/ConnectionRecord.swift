/// A connection as data: what the process that goes on with it has to know besides its socket.
///
/// Times are the stopwatch's, which all processes of a machine share until it is started again.
package struct ConnectionRecord: Sendable, Equatable {
    /// The version of the records that this gedis writes and reads. Whoever speaks of another one is handed no connections.
    package static let format = 1

    /// The connection's number.
    package var id: Int
    var address = ""
    var localAddress = ""
    /// Whether it came by a Unix socket.
    package var isPath = false
    var connected = 0
    var unauthenticatedSince = 0
    /// The version of the protocol.
    var version = 2
    /// The user's name; nil where the client has not said who it is.
    var user: String?
    var name = ""
    var libraryName = ""
    var libraryVersion = ""
    var replies = Session.Replies.on
    var subscriptions: Set<Subscription> = []
    /// What has been queued since `MULTI`, each request as its parts; nil outside of a transaction.
    var queued: [[[UInt8]]]?
    var isAborted = false
    var hasWatched = false
    /// Whether it is shown every request.
    package var isMonitor = false
    var lastCommand = ""
    var lastActive = 0
    /// The bytes that have arrived and are not used up.
    var input: [UInt8] = []
    /// Replies and messages that the client has not taken.
    package var unsent: [UInt8] = []

    /// Whether messages can come for it at any time.
    package var isSubscriber: Bool { !subscriptions.isEmpty }

    init(id: Int) { self.id = id }
}

extension ConnectionRecord {
    /// The record as bytes.
    package var bytes: [UInt8] {
        var writer = RecordWriter()
        writer.write(id)
        writer.write(address)
        writer.write(localAddress)
        writer.write(isPath)
        writer.write(connected)
        writer.write(unauthenticatedSince)
        writer.write(version)
        writer.write(user) { $0.write($1) }
        writer.write(name)
        writer.write(libraryName)
        writer.write(libraryVersion)
        writer.write(Int(replies.rawValue))
        writer.write(Array(subscriptions)) { writer, subscription in
            writer.write(subscription.kind == .pattern)
            writer.write(subscription.name)
        }
        writer.write(queued) { writer, requests in
            writer.write(requests) { writer, parts in writer.write(parts) { $0.write($1) } }
        }
        writer.write(isAborted)
        writer.write(hasWatched)
        writer.write(isMonitor)
        writer.write(lastCommand)
        writer.write(lastActive)
        writer.write(input)
        writer.write(unsent)
        return writer.bytes
    }

    /// Reads a record of this format.
    ///
    /// - Throws: `RecordError` where the bytes are none.
    package init(_ bytes: [UInt8]) throws(RecordError) {
        var reader = RecordReader(bytes)
        id = try reader.number()
        address = try reader.text()
        localAddress = try reader.text()
        isPath = try reader.flag()
        connected = try reader.number()
        unauthenticatedSince = try reader.number()
        version = try reader.number()
        user = try reader.optional { (reader) throws(RecordError) in try reader.text() }
        name = try reader.text()
        libraryName = try reader.text()
        libraryVersion = try reader.text()
        guard let replies = Session.Replies(rawValue: UInt8(truncatingIfNeeded: try reader.number())) else {
            throw RecordError(description: "not a record: no such state of replies")
        }
        self.replies = replies
        subscriptions = Set(
            try reader.list { (reader) throws(RecordError) in
                let isPattern = try reader.flag()
                return Subscription(kind: isPattern ? .pattern : .channel, name: try reader.part())
            })
        queued = try reader.optional { (reader) throws(RecordError) in
            try reader.list { (reader) throws(RecordError) in
                try reader.list { (reader) throws(RecordError) in try reader.part() }
            }
        }
        isAborted = try reader.flag()
        hasWatched = try reader.flag()
        isMonitor = try reader.flag()
        lastCommand = try reader.text()
        lastActive = try reader.number()
        input = try reader.part()
        unsent = try reader.part()
        guard reader.isAtEnd else { throw RecordError(description: "not a record: more follows it") }
    }
}

package import GedisKit

// A connection as data, and back.

extension Connection {
    /// The connection as data, while no call of it runs.
    ///
    /// - Parameter unsent: what its transport holds that the client has not taken
    /// - Returns: the data.
    func record(unsent: [UInt8]) -> ConnectionRecord {
        var record = ConnectionRecord(id: session.id)
        record.address = session.address
        record.localAddress = session.localAddress
        record.isPath = session.transport == .unix
        record.connected = session.connected
        record.unauthenticatedSince = session.unauthenticatedSince
        record.version = session.version.rawValue
        record.user = session.account?.name
        record.name = session.name
        record.libraryName = session.libraryName
        record.libraryVersion = session.libraryVersion
        record.replies = session.replies
        record.subscriptions = session.subscriptions
        record.queued = session.transaction?.words
        record.isAborted = session.transaction?.isAborted ?? false
        record.hasWatched = session.hasWatched
        record.isMonitor = session.isMonitor
        record.lastCommand = lastCommand
        record.lastActive = lastActive
        record.input = Array(input[inputStart...])
        record.unsent = unsent
        return record
    }

    /// Goes on with a connection that another process had. Its subscriptions begin with `resumeSubscriptions`.
    ///
    /// - Parameters:
    ///   - record: the connection as data
    ///   - worker: what the connections of its thread share
    ///   - descriptor: the socket's descriptor
    package convenience init(_ record: ConnectionRecord, worker: Worker, descriptor: Int) {
        self.init(
            worker: worker, audience: .clients, address: record.address, localAddress: record.localAddress,
            descriptor: descriptor, id: record.id, connected: record.connected)
        session.transport = record.isPath ? .unix : .tcp
        session.unauthenticatedSince = record.unauthenticatedSince
        session.version = ReplyWriter.Version(rawValue: record.version) ?? .resp2
        if let user = record.user {
            session.account = worker.server.accounts.successor(named: user, isCertified: false)
        }
        session.name = record.name
        session.libraryName = record.libraryName
        session.libraryVersion = record.libraryVersion
        session.replies = record.replies
        session.transaction = record.queued.map { Transaction($0, isAborted: record.isAborted) }
        session.hasWatched = record.hasWatched
        session.isMonitor = record.isMonitor
        lastCommand = record.lastCommand
        lastActive = record.lastActive
        input = record.input
    }

    /// Begins the subscriptions of a connection that another process had.
    func resumeSubscriptions(of record: ConnectionRecord) {
        session.subscriptions = record.subscriptions
        for subscription in record.subscriptions { worker.subscribe(session.id, to: subscription, true) }
    }

    /// Waits for nothing, with what has arrived kept as it is, because the connection is to go on elsewhere.
    func rest() {
        isWaiting = false
        stopMeasuring()
    }
}

extension Transaction {
    /// The requests as their parts, the command's name first.
    var words: [[[UInt8]]] {
        requests.map { request in
            var words = [request.arguments.withName { Array($0) }]
            for index in 0..<request.arguments.count {
                words.append(request.arguments.withBytes(at: index) { Array($0) })
            }
            return words
        }
    }
}

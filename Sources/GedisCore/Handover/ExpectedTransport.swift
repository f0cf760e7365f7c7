package import GedisSettings

/// Stands for the socket of a connection that another process is still busy with: what is published for it waits here
/// until it comes.
package final class ExpectedTransport: Transport {
    package let jobs: any JobQueue
    private weak var driver: ConnectionDriver?
    fileprivate var messages: [UInt8] = []

    /// Begins to wait.
    ///
    /// - Parameters:
    ///   - record: what is known of the connection
    ///   - worker: what the connections of its thread share
    ///   - jobs: runs jobs on that thread
    package static func expect(_ record: ConnectionRecord, on worker: Worker, jobs: any JobQueue) {
        let transport = ExpectedTransport(jobs)
        let driver = ConnectionDriver(Connection(record, worker: worker, descriptor: -1), over: transport)
        transport.driver = driver
        driver.connection.resumeSubscriptions(of: record)
    }

    private init(_ jobs: any JobQueue) { self.jobs = jobs }

    package var isWritable: Bool { true }
    package var unsentBytes: Int { messages.count }
    package func send(_ bytes: UnsafeRawBufferPointer) { messages += bytes }
    package func whenSent(_ action: @escaping () -> Void) { action() }
    package func resumeReading() {}
    package func flushSoon() {}
    package func closeOutput() {}
    package func close() { driver?.ended() }
    package func close(afterMilliseconds delay: Int) {}
    package func enforceDeadlines(_ limits: ServerLimits, at now: Int) -> Bool { true }
}

extension Worker {
    /// Ends the waiting for a connection that has come, and begins with it. What other threads publish meanwhile is handed to
    /// this one, and reaches it: between the end of the one and the beginning of the other the thread would have no subscriber.
    ///
    /// - Parameters:
    ///   - record: what is known of the connection
    ///   - begin: begins with it; takes the messages that have waited for it
    /// - Returns: what `begin` returned.
    package func replaceExpected<R>(_ record: ConnectionRecord, by begin: (_ messages: [UInt8]) -> R) -> R {
        func count(_ change: Int) {
            guard let mailbox else { return }
            for subscription in record.subscriptions { server.channels.count(change, subscription, in: mailbox) }
        }
        count(1)
        defer { count(-1) }
        return begin(takeExpected(record.id))
    }

    /// Ends the waiting for a connection.
    ///
    /// - Parameter id: its number
    /// - Returns: the messages that have waited for it.
    @discardableResult
    package func takeExpected(_ id: Int) -> [UInt8] {
        guard let driver = drivers[id], let transport = driver.transport as? ExpectedTransport else { return [] }
        deliver()
        driver.flush()
        driver.abort()
        return transport.messages
    }
}

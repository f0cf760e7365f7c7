package import GedisCore
import GedisSockets
import Glibc

// A server whose connections another process goes on with, and one that goes on with another's.

extension Server {
    /// Stops reading, lets the calls that run end, and detaches the connections.
    ///
    /// - Parameters:
    ///   - departure: hands the connections of the threads over
    ///   - publish: takes what is published from here on in place of the subscribers
    /// - Returns: the connections that go now, and of those that come later the ones that messages can come for meanwhile.
    package func detach(
        by departure: Departure, publish: @escaping @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void
    ) async -> (connections: [DetachedConnection], expected: [ConnectionRecord]) {
        await departure.waitForThreads()
        await epoll.pauseAccepting(true)
        await departure.hold()
        core.subscriptions.redirect(publish)
        return await departure.freeze()
    }

    /// Goes on with the connections after `detach`.
    ///
    /// - Parameters:
    ///   - departure: what detached them
    ///   - published: says what has been published since
    package func reattach(
        by departure: Departure, published: () -> [(channel: [UInt8], message: [UInt8])]
    ) async {
        core.subscriptions.endRedirection(published)
        await departure.abandon()
        await epoll.pauseAccepting(false)
    }

    /// Lets the connections go that another process has. `stop` ends the others.
    ///
    /// - Parameters:
    ///   - departure: what detached them
    ///   - late: takes each of those that were busy, and nil with the number of one that has ended instead
    package func release(
        by departure: Departure, late: @escaping @Sendable (DetachedConnection?, _ id: Int) -> Void
    ) async {
        noteDeparture()
        await departure.release(late)
    }

    /// Begins to serve connections that another process had. When it returns, what is published reaches them.
    ///
    /// - Parameters:
    ///   - connections: the connections
    ///   - expected: those that come later
    package func attach(_ connections: [DetachedConnection], expected: [ConnectionRecord]) async {
        guard let threads = epoll.servingThreads else { return }
        for record in expected {
            threads.thread(for: record.id).submit { [threads] thread in
                ExpectedTransport.expect(record, on: thread.worker, jobs: threads.thread(for: record.id))
            }
        }
        let all = threads.all
        for (index, thread) in all.enumerated() {
            let own = stride(from: index, to: connections.count, by: all.count).map { connections[$0] }
            thread.submit { thread in
                for connection in own { EpollConnection.take(over: connection, on: thread) }
            }
        }
        // What one publishes reaches all.
        for thread in all { await thread.run { _ in } }
        for thread in all { await core.showRequests(toMonitorsOf: thread) }
        for thread in all { thread.submit { $0.worker.thaw() } }
    }

    /// Begins to serve a connection that another process was busy with.
    package func attach(late connection: DetachedConnection) {
        guard let thread = epoll.servingThreads?.thread(for: connection.record.id) else { return }
        // Its place is where the messages wait.
        let isServed = thread.submit { EpollConnection.take(over: connection, on: $0).thaw() }
        if !isServed { close(connection.descriptor) }
    }

    /// Forgets a connection that was to come.
    package func forget(expected id: Int) {
        epoll.servingThreads?.thread(for: id).submit { $0.worker.takeExpected(id) }
    }

    /// Sends a message that was published in another process.
    package func forward(_ message: [UInt8], to channel: [UInt8]) { core.subscriptions.forward(message, to: channel) }
}

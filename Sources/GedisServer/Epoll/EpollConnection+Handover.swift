import GedisCore
import Glibc

// A socket that another process goes on with.

extension EpollConnection: MovableTransport {
    /// OpenSSL's state can't be handed on.
    var isMovable: Bool { tls == nil }

    func holdReading() { hold() }

    func freeze() -> [UInt8] {
        thread.stopWatching(descriptor)
        return Array(pending[pendingStart...])
    }

    func thaw() { thread.watchAgain(descriptor, for: events) }

    func release() {
        guard let driver else { return }
        self.driver = nil
        thread.remove(descriptor)
        Glibc.close(descriptor)
        driver.ended()
    }

    /// Begins with a connection that another process had; it goes on when its driver is thawed.
    ///
    /// - Returns: its driver.
    @discardableResult
    static func take(over detached: DetachedConnection, on thread: EpollThread) -> ConnectionDriver {
        thread.worker.replaceExpected(detached.record) { begin(with: detached, published: $0, on: thread) }
    }

    // What was published while the other process was still busy with it goes behind what that one had not sent.
    private static func begin(
        with detached: DetachedConnection, published: [UInt8], on thread: EpollThread
    ) -> ConnectionDriver {
        let (record, descriptor) = (detached.record, detached.descriptor)
        let connection = EpollConnection(descriptor, nil, on: thread)
        connection.pending = record.unsent + published
        let driver = ConnectionDriver(
            Connection(record, worker: thread.worker, descriptor: Int(descriptor)), over: connection)
        connection.driver = driver
        connection.isWriting = !connection.pending.isEmpty
        thread.add(connection)
        connection.hold()
        // One that has begun without TLS ends where that is asked for by now.
        driver.take(over: record, mayStay: record.isPath || thread.worker.server.certificate == nil)
        return driver
    }
}

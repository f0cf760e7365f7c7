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

    /// Serves a connection that another process had.
    static func take(over detached: DetachedConnection, on thread: EpollThread) {
        let (record, descriptor) = (detached.record, detached.descriptor)
        let connection = EpollConnection(descriptor, nil, on: thread)
        // What was published while the other process was still busy with it.
        connection.pending = record.unsent + thread.worker.takeExpected(record.id)
        let driver = ConnectionDriver(
            Connection(record, worker: thread.worker, descriptor: Int(descriptor)), over: connection)
        connection.driver = driver
        thread.add(connection)
        if !connection.pending.isEmpty {
            connection.isWriting = true
            connection.watch()
        }
        driver.take(over: record)
        // It has begun without TLS, which is asked for by now.
        if !record.isPath, thread.worker.server.certificate != nil { driver.end() }
        if connection.driver != nil, !driver.mayRead { connection.hold() }
    }
}

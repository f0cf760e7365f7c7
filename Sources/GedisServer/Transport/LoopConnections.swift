import Logging
import NIOCore
import NIOSSL

/// The connections of one event loop, and what they share with NIO.
final class LoopConnections {
    let worker: Worker
    let executor: LoopExecutor
    private let logger: Logger
    private var handlers: [ObjectIdentifier: ConnectionHandler] = [:]
    private var scratch = ByteBuffer()

    /// The most bytes of the shared buffer that are kept.
    private static let keptBytes = 256 * 1024

    init(worker: Worker, eventLoop: any EventLoop, logger: Logger) {
        self.worker = worker
        executor = LoopExecutor(eventLoop)
        self.logger = logger
    }

    func add(_ handler: ConnectionHandler) {
        handlers[ObjectIdentifier(handler)] = handler
        worker.counters.countOpened()
        logger.debug(
            "connected",
            metadata: ["id": "\(handler.connection.session.id)", "from": "\(handler.connection.session.address)"])
    }

    func remove(_ handler: ConnectionHandler) {
        guard handlers.removeValue(forKey: ObjectIdentifier(handler)) != nil else { return }
        worker.counters.countClosed()
        logger.debug("disconnected", metadata: ["id": "\(handler.connection.session.id)"])
    }

    /// Ends every connection once it is answered.
    func end() {
        for handler in handlers.values { handler.end() }
    }

    /// A NIO buffer with these bytes. Its memory is used again as soon as the channel has let go of it, which it has
    /// when the write could be done at once.
    func buffer(holding bytes: UnsafeRawBufferPointer) -> ByteBuffer {
        guard bytes.count <= Self.keptBytes else { return ByteBuffer(bytes: bytes) }
        scratch.clear()
        scratch.writeBytes(bytes)
        return scratch
    }

    func logFailure(of connection: Connection, _ error: any Error) {
        // A client that went away, or that spoke no TLS, is its own affair: worth a line only to whoever looks for it.
        logger.debug(
            "connection failed", metadata: ["id": "\(connection.session.id)", "error": "\(error)"])
    }
}

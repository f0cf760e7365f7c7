import NIOCore

/// What the connections of one NIO event loop share.
final class ChannelLoop {
    let worker: Worker
    let executor: LoopExecutor
    private var scratch = ByteBuffer()
    /// What a WebSocket's frames carried that are being read, and a frame that is being written.
    @exclusivity(unchecked) var carried = ByteBuffer()
    @exclusivity(unchecked) var frame = ByteBuffer()

    /// The most bytes of the shared buffer that are kept.
    private static let keptBytes = 256 * 1024

    init(worker: Worker, eventLoop: any EventLoop) {
        self.worker = worker
        executor = LoopExecutor(eventLoop)
    }

    /// A NIO buffer with these bytes. Its memory is used again as soon as the channel has let go of it, which it has
    /// when the write could be done at once.
    func buffer(holding bytes: UnsafeRawBufferPointer) -> ByteBuffer {
        guard bytes.count <= Self.keptBytes else { return ByteBuffer(bytes: bytes) }
        scratch.clear()
        scratch.writeBytes(bytes)
        return scratch
    }
}

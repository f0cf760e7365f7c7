import GedisCore
import NIOCore

/// The worker of an event loop, as other threads reach it.
final class ChannelLoopHandle: WorkerHandle {
    private let loop: NIOLoopBoundBox<ChannelLoop>

    init(_ loop: NIOLoopBoundBox<ChannelLoop>) { self.loop = loop }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        loop.eventLoop.execute { [loop] in work(loop.value.worker) }
        return true
    }
}

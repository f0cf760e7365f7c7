import GedisCore
import NIOCore

/// The worker of an event loop, as other threads reach it.
final class ChannelLoopHandle: WorkerHandle {
    private let loop: NIOLoopBoundBox<ChannelLoop>
    let activity: Activity

    init(_ loop: NIOLoopBoundBox<ChannelLoop>, _ activity: Activity) {
        self.loop = loop
        self.activity = activity
    }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        loop.eventLoop.execute { [loop, activity] in
            activity.beginTurn()
            work(loop.value.worker)
            activity.endTurn()
        }
        return true
    }
}

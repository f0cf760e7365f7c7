import GedisCore
import NIOCore

/// Runs jobs on an event loop, so that a call that was suspended goes on where its connection lives.
final class ChannelJobs: JobQueue {
    private let eventLoop: any EventLoop
    private let activity: Activity

    init(_ eventLoop: any EventLoop, _ activity: Activity) {
        self.eventLoop = eventLoop
        self.activity = activity
    }

    func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
        eventLoop.execute { [activity] in
            activity.beginTurn()
            job.runSynchronously(on: executor)
            activity.endTurn()
        }
    }
}

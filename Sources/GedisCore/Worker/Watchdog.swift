import Logging
import Synchronization

/// Logs commands that keep their threads: once when a thread is stuck, and once when it moves again.
final class Watchdog: Sendable {
    private let known = Mutex<[ObjectIdentifier: Activity.Stuck]>([:])

    /// Looks at the threads.
    func check(_ activities: [Activity], _ logger: Logger) {
        for activity in activities {
            let now = activity.stuck(longerThan: Activity.stuckAfter)
            let before = known.withLock { known in
                defer { known[ObjectIdentifier(activity)] = now }
                return known[ObjectIdentifier(activity)]
            }
            if let now, before == nil {
                logger.warning(
                    "a command keeps its thread: connections on it wait until it returns",
                    metadata: now.metadata)
            } else if let before, now == nil {
                logger.notice("a thread that a command kept moves again", metadata: before.metadata)
            }
        }
    }
}

extension Activity.Stuck {
    fileprivate var metadata: Logger.Metadata {
        ["command": "\(commands.joined(separator: " or "))", "for": "\(nanoseconds / 1_000_000_000) s"]
    }
}

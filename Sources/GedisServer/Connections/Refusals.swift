import Logging
import Synchronization

/// Tells of connections that are refused, with how many they were: in at most one line a second for each reason, because
/// whoever floods a server with connections shall not flood its log too.
final class Refusals: Sendable {
    /// Why a connection is refused.
    enum Reason: String, CaseIterable {
        case full = "there are max_connections already"
        case noDescriptors = "the process has no descriptors left"
        case strangers = "they do not say who they are"
    }

    private struct Untold {
        var count = 0
        var lastLine: ContinuousClock.Instant?
    }

    private let untold = Mutex<[Reason: Untold]>([:])

    /// Counts a connection that is refused, and tells of it where that may be now.
    func add(_ reason: Reason, to logger: Logger, at now: ContinuousClock.Instant = .now) {
        untold.withLock { $0[reason, default: Untold()].count += 1 }
        tell(logger, at: now)
    }

    /// Tells of those that were not told of, where that may be now.
    func tell(_ logger: Logger, at now: ContinuousClock.Instant = .now) {
        for reason in Reason.allCases {
            let count = untold.withLock { untold in
                guard let known = untold[reason], known.count > 0 else { return 0 }
                if let last = known.lastLine, now - last < .seconds(1) { return 0 }
                untold[reason] = Untold(lastLine: now)
                return known.count
            }
            guard count > 0 else { continue }
            logger.warning("refusing connections: \(reason.rawValue)", metadata: ["refused": "\(count)"])
        }
    }
}

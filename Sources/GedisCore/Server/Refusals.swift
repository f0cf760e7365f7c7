package import Logging
import Synchronization

/// Logs connections that are refused, with how many they were: at most one line a second for each reason, so that a flood
/// of connections is no flood of lines.
package final class Refusals: Sendable {
    /// Why a connection is refused.
    package enum Reason: String, CaseIterable {
        case full = "there are max_connections already"
        case noDescriptors = "the process has no descriptors left"
        case notFromProxy = "they do not come from an address in proxy_from"
        case unauthenticated = "they do not authenticate"
    }

    private struct Pending {
        var count = 0
        var lastLine: ContinuousClock.Instant?
    }

    private let pending = Mutex<[Reason: Pending]>([:])

    /// Counts a connection that is refused, and logs it unless a line for the reason is less than a second old.
    package func add(_ reason: Reason, to logger: Logger, at now: ContinuousClock.Instant = .now) {
        pending.withLock { $0[reason, default: Pending()].count += 1 }
        logPending(to: logger, at: now)
    }

    /// Logs those that were counted and not logged, unless a line for the reason is less than a second old.
    package func logPending(to logger: Logger, at now: ContinuousClock.Instant = .now) {
        for reason in Reason.allCases {
            let count = pending.withLock { pending in
                guard let known = pending[reason], known.count > 0 else { return 0 }
                if let last = known.lastLine, now - last < .seconds(1) { return 0 }
                pending[reason] = Pending(lastLine: now)
                return known.count
            }
            guard count > 0 else { continue }
            logger.warning("refusing connections: \(reason.rawValue)", metadata: ["refused": "\(count)"])
        }
    }
}

import FoundationEssentials
import Synchronization

/// Tells the states of this writer's puts: the time, but each one later than the last.
final class GunClock: Sendable {
    private let last = Mutex(-Double.infinity)

    /// The time in milliseconds since 1970.
    static var now: Double { Date().timeIntervalSince1970 * 1000 }

    /// A state that is later than every one told before and than `known`.
    func next(after known: Double? = nil) -> Double {
        let now = Self.now.rounded(.down)
        return last.withLock { last in
            let floor = max(last, known ?? last)
            // GUN's own step. A double at the states of today has steps of 1/4096.
            last = now > floor ? now : max(floor + 1 / 1000, floor.nextUp)
            return last
        }
    }
}

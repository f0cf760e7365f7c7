import FoundationEssentials
import Synchronization

/// Makes the states of this writer's puts: the time, but each one later than the last.
package final class GunClock: Sendable {
    private let last = Mutex(-Double.infinity)

    /// Makes a clock that has made no state yet.
    package init() {}

    /// The time in milliseconds since 1970.
    package static var now: Double { Date().timeIntervalSince1970 * 1000 }

    /// How long it takes until a state is due, but at most a day: a state can be any number.
    package static func time(until state: Double) -> Duration { .milliseconds(min(max(state - now, 1), 86_400_000)) }

    /// A state that is later than every one made before, and than `known`.
    package func next(after known: Double? = nil) -> Double {
        let now = Self.now.rounded(.down)
        let own = last.withLock { last in
            last = max(now, Self.step(after: last))
            return last
        }
        // What is known can be ahead of our clock. That is no reason to set other keys' states ahead of it too.
        guard let known, known >= own else { return own }
        return Self.step(after: known)
    }

    /// GUN's own step, or a double's next value where that is more: at the states of today, 1/4096.
    private static func step(after state: Double) -> Double { max(state + 1 / 1000, state.nextUp) }
}

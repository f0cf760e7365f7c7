import GedisGUN
import Synchronization

/// Who is notified of what a graph takes.
final class GraphObserver: Sendable {
    /// A closure by itself would be wrapped anew each time that it is taken out of a `Mutex`, and stay so.
    private struct Place {
        var notify: (@Sendable (GraphChange) -> Void)?
        var notifyOfGap: (@Sendable () -> Void)?
    }

    private let place = Mutex(Place())

    /// Notifies another one from here on, or nobody.
    func use(_ notify: (@Sendable (GraphChange) -> Void)?) { place.withLock { $0.notify = notify } }

    /// Notifies another one of gaps from here on, or nobody.
    func use(gaps notify: (@Sendable () -> Void)?) { place.withLock { $0.notifyOfGap = notify } }

    /// Notifies of changes that were missed.
    func notifyOfGap() { place.withLock(\.notifyOfGap)?() }

    /// Notifies of a change.
    func notify(_ change: @autoclosure () -> GraphChange) { place.withLock(\.notify)?(change()) }
}

import Synchronization

/// Counts wrong passwords, by user and address: whoever is wrong twenty times in a row is disconnected at each further
/// mistake, until it has made up for them, a second each.
///
/// A right password is always taken: somebody else's mistakes from the same address lock nobody out.
final class LoginAttempts: Sendable {
    private struct Source: Hashable {
        let user: String
        let address: String
    }

    private static let burst = 20
    /// More sources than this are not remembered at once; the one that was wrong longest ago is forgotten.
    private static let mostSources = 10_000

    /// For each source, when it will have made up for its failures, each of which takes a second.
    private let debts = Mutex<[Source: ContinuousClock.Instant]>([:])

    /// Counts a wrong password.
    ///
    /// - Parameters:
    ///   - user: the name that was given, which need not be a user's
    ///   - address: the client's, without its port
    ///   - now: when
    /// - Returns: after how many seconds the next mistake is let pass; nil where it is now.
    func countFailure(
        of user: String, from address: String, at now: ContinuousClock.Instant = .now
    ) -> Int? {
        let source = Source(user: String(user.prefix(64)), address: address)
        return debts.withLock { debts in
            if debts[source] == nil, debts.count >= Self.mostSources {
                debts = debts.filter { $0.value > now }
                if debts.count >= Self.mostSources, let oldest = debts.min(by: { $0.value < $1.value }) {
                    debts[oldest.key] = nil
                }
            }
            let before = Swift.max(debts[source] ?? now, now)
            debts[source] = Swift.min(before, now + .seconds(Self.burst)) + .seconds(1)
            let over = before - now - .seconds(Self.burst - 1)
            return over > .zero ? Int(over.components.seconds) + 1 : nil
        }
    }
}

import Synchronization

/// Slows down whoever guesses passwords: an address may be wrong twenty times in a row, and from then on once a second.
final class LoginAttempts: Sendable {
    private static let burst = 20
    /// More addresses than this are not remembered at once; the one that was wrong longest ago is forgotten.
    private static let mostAddresses = 10_000

    /// For each address, when it will have made up for its failures, each of which takes a second.
    private let debts = Mutex<[String: ContinuousClock.Instant]>([:])

    /// How many seconds an address has to wait before it may try again; nil where it need not.
    func secondsToWait(from address: String, at now: ContinuousClock.Instant = .now) -> Int? {
        debts.withLock { debts in
            guard let debt = debts[address] else { return nil }
            let over = debt - now - .seconds(Self.burst - 1)
            return over > .zero ? Int(over.components.seconds) + 1 : nil
        }
    }

    /// An address was wrong.
    func countFailure(from address: String, at now: ContinuousClock.Instant = .now) {
        debts.withLock { debts in
            if debts.count >= Self.mostAddresses {
                debts = debts.filter { $0.value > now }
                if debts.count >= Self.mostAddresses, let oldest = debts.min(by: { $0.value < $1.value }) {
                    debts[oldest.key] = nil
                }
            }
            debts[address] = Swift.max(debts[address] ?? now, now) + .seconds(1)
        }
    }
}

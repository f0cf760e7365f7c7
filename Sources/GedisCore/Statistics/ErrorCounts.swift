import Synchronization

/// How often each kind of error was replied, by the error's first word.
final class ErrorCounts: Sendable {
    /// Commands choose the words of their errors, so there has to be a bound.
    private static let mostCodes = 128
    private let counts = Mutex<[String: Int]>([:])

    /// The counts as they are now.
    var totals: [String: Int] { counts.withLock { $0 } }

    func count(_ code: String) {
        counts.withLock { counts in
            guard counts.count < Self.mostCodes || counts[code] != nil else { return }
            counts[code, default: 0] += 1
        }
    }

    func set(_ codes: [String: Int]) { counts.withLock { $0 = codes } }

    func reset() { counts.withLock { $0 = [:] } }
}

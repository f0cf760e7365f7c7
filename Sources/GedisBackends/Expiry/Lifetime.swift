import GedisKit

/// How long a value lives, in whole milliseconds above zero.
struct Lifetime: Sendable {
    /// What even the longest time is cut to, so that sums with a clock's time stay exact in a double: 140,000 years.
    private static let longest = 1 << 52

    let milliseconds: Int

    /// Rounds a time up to milliseconds.
    ///
    /// - Throws: `BackendError` for one that is not above zero.
    init(_ duration: Duration) throws(BackendError) {
        guard duration > .zero else {
            throw BackendError("a value cannot expire in \(duration): the time must be above zero", reason: .refused)
        }
        let longest = Duration.milliseconds(Self.longest)
        guard duration < longest else {
            milliseconds = Self.longest
            return
        }
        let (seconds, attoseconds) = duration.components
        let millisecond: Int64 = 1_000_000_000_000_000
        milliseconds = Int(seconds) * 1000 + Int((attoseconds + millisecond - 1) / millisecond)
    }

    /// The lifetime of an optional time; nil for a value that stays.
    ///
    /// - Throws: `BackendError` for one that is not above zero.
    static func of(_ duration: Duration?) throws(BackendError) -> Lifetime? {
        guard let duration else { return nil }
        return try Lifetime(duration)
    }

    var duration: Duration { .milliseconds(milliseconds) }
}

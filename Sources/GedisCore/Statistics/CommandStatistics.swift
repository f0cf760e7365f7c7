import Synchronization

/// What one thread counted of one command. Only that thread counts, so counting needs no lock and no locked
/// instruction; any thread may read.
final class CommandStatistics: Sendable {
    /// The command's full name.
    let name: String
    private let callCount = Atomic<Int>(0)
    private let nanosecondCount = Atomic<Int>(0)
    private let rejectionCount = Atomic<Int>(0)
    private let failureCount = Atomic<Int>(0)
    private let buckets = InlineArray<148, Atomic<Int>> { _ in Atomic(0) }

    init(name: String) { self.name = name }

    /// Counts calls that took `nanoseconds` together.
    func count(_ calls: Int, nanoseconds: Int) {
        Self.add(calls, to: callCount)
        Self.add(nanoseconds, to: nanosecondCount)
        Self.add(calls, to: buckets[LatencyHistogram.bucket(of: calls == 1 ? nanoseconds : nanoseconds / calls)])
    }

    /// Counts a call that was refused before it ran.
    func countRejection() { Self.add(1, to: rejectionCount) }

    /// Counts a call that ended with an error.
    func countFailure() { Self.add(1, to: failureCount) }

    /// The counts as they are now.
    var totals: Totals {
        var totals = Totals()
        totals.calls = callCount.load(ordering: .relaxed)
        totals.nanoseconds = nanosecondCount.load(ordering: .relaxed)
        totals.rejections = rejectionCount.load(ordering: .relaxed)
        totals.failures = failureCount.load(ordering: .relaxed)
        for index in 0..<LatencyHistogram.bucketCount {
            totals.histogram.counts[index] = buckets[index].load(ordering: .relaxed)
        }
        return totals
    }

    /// Puts other counts in the place of these. No worker is to count here.
    func set(_ totals: Totals) {
        for index in 0..<LatencyHistogram.bucketCount {
            buckets[index].store(totals.histogram.counts[index], ordering: .relaxed)
        }
        callCount.store(totals.calls, ordering: .relaxed)
        nanosecondCount.store(totals.nanoseconds, ordering: .relaxed)
        rejectionCount.store(totals.rejections, ordering: .relaxed)
        failureCount.store(totals.failures, ordering: .relaxed)
    }

    /// Resets the counts. Counting goes on meanwhile, so a call or two may be lost or kept.
    func reset() {
        for counter in 0..<LatencyHistogram.bucketCount { buckets[counter].store(0, ordering: .relaxed) }
        callCount.store(0, ordering: .relaxed)
        nanosecondCount.store(0, ordering: .relaxed)
        rejectionCount.store(0, ordering: .relaxed)
        failureCount.store(0, ordering: .relaxed)
    }

    private static func add(_ number: Int, to counter: borrowing Atomic<Int>) {
        counter.store(counter.load(ordering: .relaxed) &+ number, ordering: .relaxed)
    }
}

extension CommandStatistics {
    /// A command's statistics, of one thread or of several added up.
    struct Totals {
        var calls = 0
        var nanoseconds = 0
        /// Calls refused before they ran: wrong number of arguments, no permission.
        var rejections = 0
        /// Calls that ended with an error.
        var failures = 0
        var histogram = LatencyHistogram()

        static func += (sum: inout Totals, other: Totals) {
            sum.calls += other.calls
            sum.nanoseconds += other.nanoseconds
            sum.rejections += other.rejections
            sum.failures += other.failures
            sum.histogram += other.histogram
        }
    }
}

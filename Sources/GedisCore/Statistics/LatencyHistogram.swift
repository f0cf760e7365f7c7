/// How many calls took how long: four buckets for each power of two of nanoseconds, so a time is known to a quarter.
struct LatencyHistogram {
    /// Up to 2 to the power of 37 nanoseconds, some two minutes; what takes longer is counted in the last one.
    static let bucketCount = 148

    var counts = [Int](repeating: 0, count: Self.bucketCount)

    /// The bucket for a time.
    static func bucket(of nanoseconds: Int) -> Int {
        let time = UInt64(Swift.max(nanoseconds, 4))
        let exponent = 63 - time.leadingZeroBitCount
        return Swift.min(exponent * 4 + Int(time >> (exponent - 2) & 3), bucketCount - 1)
    }

    /// The first time, in nanoseconds, that is too long for a bucket.
    static func end(of bucket: Int) -> Int { (5 + bucket % 4) << (bucket / 4) / 4 }

    var total: Int { counts.reduce(0, +) }

    /// The time in microseconds that `share` of the calls did not exceed, as exactly as buckets allow.
    func percentile(_ share: Double) -> Double {
        let total = total
        guard total > 0 else { return 0 }
        let wanted = Swift.max(1, Int((Double(total) * share).rounded(.up)))
        var seen = 0
        for (bucket, count) in counts.enumerated() {
            seen += count
            if seen >= wanted { return Double(Self.end(of: bucket)) / 1000 }
        }
        return 0
    }

    /// For each power of two of microseconds up to the longest call: how many calls took no longer.
    var cumulativeMicroseconds: [(limit: Int, count: Int)] {
        var result: [(limit: Int, count: Int)] = []
        let total = total
        var limit = 1
        while total > 0, result.last?.count != total, limit <= 1 << 28 {
            let count = counts.enumerated().reduce(0) {
                $0 + (Self.end(of: $1.offset) <= limit * 1000 ? $1.element : 0)
            }
            result.append((limit, count))
            limit *= 2
        }
        return result.filter { $0.count > 0 }
    }

    /// The same without those that no call has been added to, as Redis lists them.
    var stepsInMicroseconds: [(limit: Int, count: Int)] {
        var last = 0
        return cumulativeMicroseconds.filter { step in
            defer { last = step.count }
            return step.count > last
        }
    }

    static func += (sum: inout LatencyHistogram, other: LatencyHistogram) {
        for index in sum.counts.indices { sum.counts[index] += other.counts[index] }
    }
}

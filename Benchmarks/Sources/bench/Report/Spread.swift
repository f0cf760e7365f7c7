/// The median of some numbers, and between what the middle half of them lies.
struct Spread {
    let median: Double
    let lower: Double
    let upper: Double

    /// Sums numbers up; there must be at least one.
    init(_ numbers: [Double]) {
        let sorted = numbers.sorted()
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        lower = sorted[sorted.count / 4]
        upper = sorted[(sorted.count - 1) - sorted.count / 4]
    }
}

/// The median of some figures, and between what the middle half of them lies.
struct Spread {
    let median: Double
    let lower: Double
    let upper: Double

    /// Sums figures up; there must be at least one.
    init(_ figures: [Double]) {
        let sorted = figures.sorted()
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        lower = sorted[sorted.count / 4]
        upper = sorted[(sorted.count - 1) - sorted.count / 4]
    }
}

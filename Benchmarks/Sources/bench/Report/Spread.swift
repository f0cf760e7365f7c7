/// The median of some figures, and how far apart they lie.
struct Spread {
    let median: Double
    let least: Double
    let most: Double

    /// Sums figures up; there must be at least one.
    init(_ figures: [Double]) {
        let sorted = figures.sorted()
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        least = sorted[0]
        most = sorted[sorted.count - 1]
    }
}

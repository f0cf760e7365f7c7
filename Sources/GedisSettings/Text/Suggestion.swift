/// The name that was probably meant.
package enum Suggestion {
    /// `; did you mean main?`, or nothing where no candidate is near.
    package static func text(for word: String, among candidates: some Sequence<String>) -> String {
        nearest(to: word, among: candidates).map { "; did you mean \($0)?" } ?? ""
    }

    /// The candidate that differs least from a word: in a third of its letters at most, in one where it is short.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let near = candidates.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
            .filter { $0.1 <= max(1, max($0.0.count, word.count) / 3) && $0.0 != word }
        return near.min { $0.1 < $1.1 }?.0
    }

    /// How many letters must be added, removed, changed or swapped with their neighbour.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        guard one.count <= 64, other.count <= 64 else { return .max }
        var rows = [Array(0...other.count)]
        for i in one.indices {
            var row = [i + 1]
            for j in other.indices {
                let change = rows[i][j] + (one[i] == other[j] ? 0 : 1)
                var best = min(change, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[one.count][other.count]
    }
}

/// In what a module differs from the one that would be made now.
package struct ClientDifference: CustomStringConvertible {
    /// The lines that differ, in the order of the file: `-12 text` is line 12 of the module that there is, `+14 text` a line that
    /// the other one has.
    package let lines: [String]

    /// Compares two modules by their lines.
    ///
    /// - Parameters:
    ///   - old: the module that there is
    ///   - new: the one that would be made now
    package init(from old: String, to new: String) {
        func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        let changes = lines(new).difference(from: lines(old))
        let removals = changes.removals.map(Self.change)
        let insertions = changes.insertions.map(Self.change)
        self.lines = (removals + insertions).sorted { ($0.line, $0.rank) < ($1.line, $1.rank) }.map(\.text)
    }

    private static func change(_ change: CollectionDifference<Substring>.Change) -> (line: Int, rank: Int, text: String)
    {
        switch change {
        case .remove(let offset, let line, _): (offset + 1, 0, "-\(offset + 1) \(line)")
        case .insert(let offset, let line, _): (offset + 1, 1, "+\(offset + 1) \(line)")
        }
    }

    /// Whether there is none.
    package var isEmpty: Bool { lines.isEmpty }

    /// The first lines that differ.
    package var description: String {
        let shown = lines.filter { $0.contains(/^[-+]\d+ +\S/) }
        let left = shown.count - Self.mostShown
        return (shown.prefix(Self.mostShown) + (left > 0 ? ["… and \(left) lines more"] : [])).joined(separator: "\n")
    }

    private static let mostShown = 40
}

/// Which versions of something there may be, such as `>=3.9, !=3.11.1, <4`.
struct VersionSpecifier: Hashable, Sendable {
    private enum Comparison: String, CaseIterable {
        // Longer ones first, which begin as shorter ones do.
        case arbitrary = "==="
        case compatible = "~="
        case equal = "=="
        case unequal = "!="
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
    }

    private struct Clause: Hashable {
        var comparison: Comparison
        var version: [Int]
        /// Whether it stands for all versions that begin so.
        var isPrefix: Bool
    }

    /// As it is written.
    let text: String
    private var clauses: [Clause] = []

    /// Reads a specifier; nil where it is none.
    init?(_ text: String) {
        self.text = text
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.drop(while: \.isWhitespace)
            guard let comparison = Comparison.allCases.first(where: { part.hasPrefix($0.rawValue) }) else { return nil }
            var version = part.dropFirst(comparison.rawValue.count).filter { !$0.isWhitespace }
            let isPrefix = version.hasSuffix(".*")
            if isPrefix { version.removeLast(2) }
            let numbers = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            guard !numbers.isEmpty, numbers.allSatisfy({ $0 ?? -1 >= 0 }) else { return nil }
            if isPrefix, ![.equal, .unequal].contains(comparison) { return nil }
            if comparison == .compatible, numbers.count < 2 { return nil }
            clauses.append(
                Clause(comparison: comparison, version: numbers.compactMap(\.self), isPrefix: isPrefix))
        }
    }

    /// Whether a version such as `3.11.7` is one of them.
    func allows(_ version: String) -> Bool {
        let version = version.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
        return clauses.allSatisfy { clause in
            let order = Self.order(version, clause.version)
            let begins = Self.order(Array(version.prefix(clause.version.count)), clause.version) == 0
            return switch clause.comparison {
            case .arbitrary: order == 0
            case .equal: clause.isPrefix ? begins : order == 0
            case .unequal: clause.isPrefix ? !begins : order != 0
            case .atMost: order <= 0
            case .atLeast: order >= 0
            case .below: order < 0
            case .above: order > 0
            case .compatible:
                order >= 0
                    && Self.order(Array(version.prefix(clause.version.count - 1)), clause.version.dropLast()) == 0
            }
        }
    }

    /// Below zero, zero or above: how two versions follow each other. Numbers that are not there are 0.
    private static func order(_ a: [Int], _ b: [Int]) -> Int {
        for index in 0..<max(a.count, b.count) {
            let difference = (index < a.count ? a[index] : 0) - (index < b.count ? b[index] : 0)
            if difference != 0 { return difference }
        }
        return 0
    }
}

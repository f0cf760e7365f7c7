/// What of a node is asked for.
package enum GunSelection: Hashable, Sendable {
    /// All of it.
    case node
    /// One key.
    case key(ExactText)
    /// The keys that lie in a range.
    case range(GunRange)

    /// Reads a get's `.`, and its `%` where it stands beside.
    init(_ json: JSON?, limit: JSON?) {
        switch json {
        case .string(let key) where !key.isEmpty: self = .key(ExactText(key))
        case .object:
            let most = (json?["%"] ?? limit)?.number ?? 0
            self = .range(
                GunRange(
                    equal: json?["="]?.string, prefix: json?["*"]?.string, first: json?[">"]?.string,
                    last: json?["<"]?.string, mostCharacters: Int(Swift.min(Swift.max(most, 0), 100_000))))
        default: self = .node
        }
    }
}

/// A range of keys, by the order of their UTF-8 bytes.
package struct GunRange: Hashable, Sendable {
    /// The one key that is in it; nil where others may be.
    package let equal: ExactText?
    /// What the keys begin with; nil for anything.
    package let prefix: ExactText?
    /// The first key that is in it; nil for no bound.
    package let first: ExactText?
    /// The last key that is in it; nil for no bound.
    package let last: ExactText?
    /// After how many characters of values no other key is taken, as the protocol has it: 0 takes one key.
    package let mostCharacters: Int

    /// Describes a range.
    package init(equal: String?, prefix: String?, first: String?, last: String?, mostCharacters: Int) {
        self.equal = equal.map(ExactText.init)
        self.prefix = prefix.map(ExactText.init)
        self.first = first.map(ExactText.init)
        self.last = last.map(ExactText.init)
        self.mostCharacters = mostCharacters
    }

    /// No key of the range comes before it.
    package var lowest: ExactText { [equal, prefix, first].compactMap(\.self).max() ?? ExactText("") }

    /// Whether a key is in the range.
    package func contains(_ key: ExactText) -> Bool {
        if let equal, key != equal { return false }
        if let prefix, !key.text.utf8.starts(with: prefix.text.utf8) { return false }
        if let first, key < first { return false }
        if let last, last < key { return false }
        return true
    }

    /// Whether neither a key nor one behind it, from `lowest` on, is in the range.
    package func isBefore(_ key: ExactText) -> Bool {
        if let equal, equal < key { return true }
        if let last, last < key { return true }
        guard let prefix else { return false }
        return prefix < key && !key.text.utf8.starts(with: prefix.text.utf8)
    }
}

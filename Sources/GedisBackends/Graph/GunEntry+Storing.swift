import GedisGUN
import GedisKit

extension GunEntry {
    /// Whether a store takes this entry over what it holds: by HAM, its time having come.
    ///
    /// - Parameters:
    ///   - state: the state of what it holds; nil for nothing
    ///   - value: the value; nil for one that GUN cannot hold, which only a later state replaces
    /// - Returns: whether it is taken.
    func isTaken(over state: Double?, _ value: GunValue?) -> Bool {
        guard let state else { return true }
        guard let value else { return self.state > state }
        if case .take = verdict(over: GunEntry(value: value, state: state), now: .infinity) { return true }
        return false
    }
}

extension GunValue {
    /// Whether the value's scalar is all of it: that of a link is a text.
    var isScalar: Bool {
        switch self {
        case .boolean, .number, .text: true
        case .null, .brokenText, .link: false
        }
    }
}

extension GunNode {
    /// The node as changes that backends report.
    var changes: [Change] { entries.map { Change($0.key.text, $0.value.value.scalar) } }
}

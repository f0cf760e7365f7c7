/// A value of a node with the state at which it was written: milliseconds since 1970.
package struct GunEntry: Sendable {
    package var value: GunValue
    package var state: Double

    /// Pairs a value with its state.
    package init(value: GunValue, state: Double) {
        self.value = value
        self.state = state
    }
}

extension GunEntry {
    /// What becomes of an entry that arrives for a key.
    package enum Verdict {
        /// It lies in the future, and is looked at again when its time has come.
        case wait
        /// What is known stays.
        case drop
        /// It replaces what is known.
        case take
    }

    /// Decides by HAM, GUN's conflict rule: the higher state wins; of equal states, the value whose JSON text is higher
    /// in UTF-16 units.
    ///
    /// - Parameters:
    ///   - known: what the key holds now, if anything
    ///   - now: the time, in the unit of states
    /// - Returns: what becomes of this entry.
    package func verdict(over known: GunEntry?, now: Double) -> Verdict {
        if state > now { return .wait }
        guard let known else { return .take }
        if state != known.state { return state > known.state ? .take : .drop }
        return known.order.lexicographicallyPrecedes(order) ? .take : .drop
    }

    /// Whether another entry holds the same value.
    package func hasValue(of other: GunEntry) -> Bool { order.elementsEqual(other.order) }

    private var order: String.UTF16View { value.json.text.utf16 }
}

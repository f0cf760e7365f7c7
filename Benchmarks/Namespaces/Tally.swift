import GedisKit

/// A namespace with state.
actor Tally {
    private var total = 0

    /// Adds a number to the total, and returns the number.
    func add(_ number: Int) -> Int {
        total &+= number
        return number
    }
}

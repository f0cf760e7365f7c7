/// Objects that are lent, used and given back, of which a few are kept. Mostly one is needed at a time, which has a place of
/// its own.
struct IdlePool<Element> {
    private var first: Element?
    private var others: [Element] = []
    private let most: Int

    /// Makes a pool with nothing in it.
    ///
    /// - Parameter most: the most that are kept
    init(keeping most: Int) { self.most = most }

    /// All that are kept.
    var all: [Element] { others + [first].compactMap(\.self) }

    /// Takes one out, the one that was given back last.
    @inline(__always)
    mutating func take() -> Element? { first.take() ?? others.popLast() }

    /// Keeps one.
    ///
    /// - Returns: whether there was room.
    @inline(__always)
    mutating func keep(_ element: Element) -> Bool {
        if first == nil {
            first = element
            return true
        }
        return keepAmongOthers(element)
    }

    @inline(never)
    private mutating func keepAmongOthers(_ element: Element) -> Bool {
        guard others.count < most - 1 else { return false }
        others.append(element)
        return true
    }
}

import GedisKit

/// The calls of a connection that have been sent to what runs them before their turn has come: those at the beginning of
/// its input.
struct CallsAhead {
    private var calls: [(forwarded: (any Sendable)?, length: Int)] = []
    private var first = 0
    /// How many bytes of the input they are.
    private(set) var bytes = 0
    /// How many bytes were behind them when those were looked at last.
    var rest = -1

    /// The most calls that are sent ahead: their replies are kept until their turn comes.
    static let most = 64

    /// Whether there are none.
    var isEmpty: Bool { bytes == 0 }

    /// How many there are.
    var count: Int { calls.count - first }

    /// Adds a call.
    ///
    /// - Parameters:
    ///   - forwarded: what was sent; nil where its handler will refuse it
    ///   - length: how many bytes its request has
    mutating func add(_ forwarded: (any Sendable)?, length: Int) {
        calls.append((forwarded, length))
        bytes += length
    }

    /// Takes the next call, whose turn has come.
    mutating func take() -> (any Sendable)? {
        let next = calls[first]
        calls[first].forwarded = nil
        first += 1
        bytes -= next.length
        if first == calls.count {
            calls = []
            first = 0
        }
        return next.forwarded
    }
}

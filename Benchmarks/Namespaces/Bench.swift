import GedisKit

/// The commands that are measured.
struct Bench {
    /// Returns its argument.
    func echo(_ text: String) -> String { text }

    /// Adds two numbers.
    func sum(_ a: Int, _ b: Int) -> Int { a + b }

    /// Adds two numbers, and could suspend.
    func later(_ a: Int, _ b: Int) async -> Int { a + b }
}

import BigInt
import GedisKit

/// Whole numbers of any size.
struct Numbers {
    /// Multiplies two numbers.
    ///
    /// - Parameters:
    ///   - a: the first
    ///   - b: the second
    /// - Returns: the product.
    func multiply(_ a: BigInt, _ b: BigInt) -> BigInt { a * b }

    /// The product of the numbers from 1 to another.
    ///
    /// - Parameter number: the last one
    /// - Returns: the product.
    /// - Throws: `LARGE` where it would take too long.
    func factorial(_ number: UInt) throws -> BigInt {
        guard number <= Self.largest else { throw CommandError("more than \(Self.largest)", code: "LARGE") }
        return number < 2 ? 1 : (2...number).reduce(BigInt(1)) { $0 * BigInt($1) }
    }

    /// Whether a number is a prime, with a chance to be wrong that nobody has met yet.
    func isPrime(_ number: BigInt) -> Bool { number.isPrime() }

    private static let largest: UInt = 10_000
}

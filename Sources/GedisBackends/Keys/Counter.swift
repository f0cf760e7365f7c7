import GedisKit

/// What adding to a value gives, and when it is refused.
enum Counter {
    /// Why a value was not added to.
    enum Refusal: Error {
        /// The value is no whole number.
        case noNumber
        /// The sum is beyond 64 bits.
        case overflow

        /// The refusal in words, to be preceded by whose it is.
        func message(_ namespace: String, _ key: String) -> String {
            switch self {
            case .noNumber: "\(namespace) \(key): the value is no whole number, so nothing can be added to it"
            case .overflow: "\(namespace) \(key): the sum is beyond 64 bits"
            }
        }
    }

    /// Adds to a value; none counts as 0, and text in plain decimal digits as the number.
    ///
    /// - Throws: `Refusal`
    static func sum(_ value: Scalar?, _ amount: Int) throws(Refusal) -> Int {
        let number: Int
        switch value {
        case nil: number = 0
        case .integer(let integer): number = integer
        case .string(let text):
            guard let integer = Int(text), "\(integer)" == text else { throw .noNumber }
            number = integer
        default: throw .noNumber
        }
        let (sum, overflows) = number.addingReportingOverflow(amount)
        if overflows { throw .overflow }
        return sum
    }
}

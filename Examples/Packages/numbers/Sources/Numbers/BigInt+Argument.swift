import BigInt
import GedisKit

/// Decimal digits, in arguments and in replies.
extension BigInt: @retroactive Argument, @retroactive Reply {
    /// Reads decimal digits.
    public init?(argument: RawSpan) {
        guard let text = String(argument: argument) else { return nil }
        self.init(text)
    }

    /// What an error reply asks for.
    public static var argumentExpectation: String { "an integer of any size" }

    /// Replies a big number.
    public func write(to writer: inout ReplyWriter) { writer.bigNumber(description) }
}

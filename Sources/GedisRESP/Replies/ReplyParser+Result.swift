package import GedisKit

extension ReplyParser {
    /// The one reply that bytes hold; null where they hold none.
    ///
    /// - Throws: `CommandError` where the reply is an error, and `ReplyParser.Failure`.
    package static func result(_ bytes: [UInt8]) throws -> Value {
        var parser = ReplyParser()
        bytes.withUnsafeBytes { parser.append($0) }
        let value = try parser.next() ?? .null
        if case .error(let error) = value { throw error }
        return value
    }
}

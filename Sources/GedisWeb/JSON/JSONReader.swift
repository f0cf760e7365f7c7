import GedisJSON
import GedisKit

/// Reads JSON as values. A number keeps its digits, as a big number: `1e400` and `9007199254740993` reach the command as
/// they were written.
enum JSONReader {
    typealias Failure = JSONScanner.Failure

    /// How deep values may lie in one another; a call's lie three deep.
    private static let deepest = 16

    /// The value that a text holds.
    ///
    /// - Parameters:
    ///   - bytes: the text
    ///   - mostValues: how many values it may hold, those that hold others among them
    /// - Returns: the value.
    /// - Throws: `Failure` where it is no JSON, has more than one value, nests too deep or holds too many.
    static func read(_ bytes: [UInt8], mostValues: Int = .max) throws(Failure) -> Value {
        var scanner = JSONScanner(bytes, deepest: deepest, mostValues: mostValues)
        let value = try value(&scanner)
        try scanner.end()
        return value
    }

    private static func value(_ scanner: inout JSONScanner) throws(Failure) -> Value {
        switch try scanner.next() {
        case .null: return .null
        case .boolean(let truth): return .boolean(truth)
        case .number(let digits): return .bigNumber(digits)
        case .string(let string): return .string(try text(string, scanner))
        case .array:
            var elements: [Value] = []
            try scanner.elements { scanner throws(Failure) in elements.append(try value(&scanner)) }
            return .array(elements)
        case .object:
            var entries: [Value.Entry] = []
            try scanner.members { scanner, name throws(Failure) in
                entries.append(Value.Entry(.string(try text(name, scanner)), try value(&scanner)))
            }
            return .map(entries)
        }
    }

    private static func text(_ string: JSONString, _ scanner: JSONScanner) throws(Failure) -> String {
        guard case .text(let text) = string else { throw scanner.failure("half a character") }
        return text
    }
}

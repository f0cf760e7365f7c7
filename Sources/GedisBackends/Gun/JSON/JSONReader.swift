internal import GedisJSON

/// Reads JSON as JavaScript does.
///
/// GUN servers send bare tokens such as `-Infinity`; a frame with one is no JSON, and only that frame is lost.
enum JSONReader {
    typealias Failure = JSONScanner.Failure

    /// How deep values may lie in one another; GUN's own go 5 deep.
    private static let deepest = 64

    /// The value that a text holds.
    ///
    /// - Throws: `Failure` where it is no JSON, has more than one value or nests too deep.
    static func read(_ bytes: [UInt8]) throws(Failure) -> JSON {
        var scanner = JSONScanner(bytes, deepest: deepest)
        let value = try value(&scanner)
        try scanner.end()
        return value
    }

    private static func value(_ scanner: inout JSONScanner) throws(Failure) -> JSON {
        switch try scanner.next() {
        case .null: return .null
        case .boolean(let truth): return .boolean(truth)
        case .number(let digits):
            // What is too big for a double is infinite, as in JavaScript; no GUN value is.
            guard let number = Double(digits) else { throw scanner.failure("not a number") }
            return .number(number)
        case .string(.text(let text)): return .string(text)
        case .string(.broken(let units)): return .brokenString(units)
        case .array:
            var elements: [JSON] = []
            try scanner.elements { scanner throws(Failure) in elements.append(try value(&scanner)) }
            return .array(elements)
        case .object:
            var members: [JSON.Member] = []
            try scanner.members { scanner, name throws(Failure) in
                let name =
                    switch name {
                    case .text(let text): text
                    case .broken(let units): String(decoding: units, as: UTF16.self)
                    }
                members.append(JSON.Member(name, try value(&scanner)))
            }
            return .object(members)
        }
    }
}

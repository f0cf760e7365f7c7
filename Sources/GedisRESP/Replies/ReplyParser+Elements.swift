internal import GedisKit

extension ReplyParser {
    /// What one line says.
    enum Element {
        case value(Value)
        case string(StringHeader)
        case aggregate(OpenAggregate.Kind, count: Int)
    }

    /// A string whose bytes follow its line.
    struct StringHeader {
        enum Kind { case bulk, error, verbatim }

        let kind: Kind
        let count: Int
        /// The line's place in the stream.
        let offset: Int
    }

    /// Reads the line at `line`, whose first byte is the type.
    func element(_ line: Range<Int>) throws(Failure) -> Element {
        guard let type = input.bytes[line].first else { throw failure(line, "an empty line in place of a reply") }
        let rest = input.bytes[line].dropFirst()
        switch type {
        case UInt8(ascii: "+"): return .value(.simple(String(decoding: rest, as: UTF8.self)))
        case UInt8(ascii: "-"): return .value(.error(CommandError(reply: rest)))
        case UInt8(ascii: ":"): return try scalar(Int(argument: rest.span.bytes).map(Value.integer), "an integer", line)
        case UInt8(ascii: "_"): return try scalar(rest.isEmpty ? .null : nil, "null", line)
        case UInt8(ascii: "#"): return try scalar(Bool(reply: rest).map(Value.boolean), "a truth value", line)
        case UInt8(ascii: ","): return try scalar(Double(reply: rest).map(Value.double), "a double", line)
        case UInt8(ascii: "("): return try scalar(Value(bigNumber: rest), "a big number", line)
        case UInt8(ascii: "$"): return try string(.bulk, line)
        case UInt8(ascii: "!"): return try string(.error, line)
        case UInt8(ascii: "="): return try string(.verbatim, line)
        case UInt8(ascii: "*"): return try aggregate(.array, line)
        case UInt8(ascii: "~"): return try aggregate(.set, line)
        case UInt8(ascii: "%"): return try aggregate(.map, line)
        case UInt8(ascii: ">"): return try aggregate(.push, line)
        case UInt8(ascii: "|"): return try aggregate(.attribute, line)
        default: throw failure(line, "\(quoted(line)), which begins with no type of reply")
        }
    }

    private func scalar(_ value: Value?, _ expected: String, _ line: Range<Int>) throws(Failure) -> Element {
        guard let value else { throw failure(line, "\(quoted(line)), which is not \(expected)") }
        return .value(value)
    }

    private func string(_ kind: StringHeader.Kind, _ line: Range<Int>) throws(Failure) -> Element {
        guard let count = try count(line, nullable: kind == .bulk) else { return .value(.null) }
        guard count <= limits.stringLength else {
            throw failure(line, "a string of \(count) bytes, more than \(limits.stringLength)")
        }
        return .string(StringHeader(kind: kind, count: count, offset: input.offset(of: line.lowerBound)))
    }

    private func aggregate(_ kind: OpenAggregate.Kind, _ line: Range<Int>) throws(Failure) -> Element {
        guard let count = try count(line, nullable: kind == .array) else { return .value(.null) }
        return .aggregate(kind, count: count)
    }

    /// The number behind the type; nil for the -1 by which RESP2 says null.
    private func count(_ line: Range<Int>, nullable: Bool) throws(Failure) -> Int? {
        let digits = input.bytes[line].dropFirst()
        if digits.first == UInt8(ascii: "?") {
            throw failure(line, "\(quoted(line)), a streamed reply, which is not supported")
        }
        guard let count = Int(argument: digits.span.bytes), count >= 0 || nullable && count == -1 else {
            throw failure(line, "\(quoted(line)), which is not a length")
        }
        return count < 0 ? nil : count
    }

    func failure(_ line: Range<Int>, _ reason: String) -> Failure {
        Failure(offset: input.offset(of: line.lowerBound), reason: reason)
    }

    /// A line for an error message, shortened and with what is not printable escaped.
    private func quoted(_ line: Range<Int>) -> String {
        String(decoding: input.bytes[line].prefix(32), as: UTF8.self).debugDescription + (line.count > 32 ? "…" : "")
    }
}

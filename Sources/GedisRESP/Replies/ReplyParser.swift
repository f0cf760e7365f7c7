package import GedisKit

/// Turns bytes of RESP2 and RESP3 into replies, however the bytes are cut into pieces.
///
/// Append what arrived, then take replies until there is none. What has been read is never read again: elements of a
/// list whose end is missing are kept, and so is how far a line without its end was searched. The streamed strings and lists of RESP3 are refused; Redis sends none. After an error the parser is of no
/// further use. Source: the RESP specification of Redis 7.
package struct ReplyParser {
    /// What the peer may make this parser keep.
    package let limits: Limits

    var input = ReplyInput()
    private var open: [OpenAggregate] = []
    /// Attributes whose values have not arrived, with how many lists are open around them.
    private var attributes: [(depth: Int, entries: [Value.Entry])] = []
    private var awaited: StringHeader?
    /// How many elements the reply that is being read announced so far.
    private var elements = 0

    /// Makes a parser at the start of a stream.
    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes over bytes that arrived.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) { input.append(bytes) }

    /// The next whole reply; nil until more bytes arrive.
    ///
    /// - Throws: `ReplyParser.Failure` when the bytes are no reply or exceed a limit.
    package mutating func next() throws(Failure) -> Value? {
        while true {
            if let header = awaited {
                guard let value = try string(header) else { return nil }
                awaited = nil
                if let reply = place(value) { return reply }
            } else {
                guard let line = try input.line(atMost: limits.lineLength) else { return nil }
                switch try element(line) {
                case .value(let value):
                    if let reply = place(value) { return reply }
                case .string(let header):
                    awaited = header
                case .aggregate(let kind, let count):
                    if let reply = try begin(kind, count, line) { return reply }
                }
            }
        }
    }

    /// Opens a list, or puts it where it belongs when it is empty.
    private mutating func begin(
        _ kind: OpenAggregate.Kind, _ count: Int, _ line: Range<Int>
    ) throws(Failure) -> Value? {
        if kind == .push, !open.isEmpty { throw failure(line, "a push inside another reply") }
        guard open.count + attributes.count < limits.depth else {
            throw failure(line, "a reply nested deeper than \(limits.depth)")
        }
        let perCount = kind == .map || kind == .attribute ? 2 : 1
        guard count <= (limits.elements - elements) / perCount else {
            throw failure(line, "a reply of more than \(limits.elements) elements")
        }
        elements += count * perCount
        let aggregate = OpenAggregate(kind: kind, missing: count * perCount)
        guard aggregate.missing == 0 else {
            open.append(aggregate)
            return nil
        }
        return kind == .attribute ? nil : place(aggregate.value)
    }

    /// Reads the bytes of a string; nil until they arrived.
    private mutating func string(_ header: StringHeader) throws(Failure) -> Value? {
        guard let bytes = try input.string(count: header.count) else { return nil }
        switch header.kind {
        case .bulk: return .bulk(Array(bytes))
        case .error: return .error(CommandError(reply: bytes))
        case .verbatim:
            guard let value = Value(verbatim: bytes) else {
                throw Failure(
                    offset: header.offset,
                    reason: "a verbatim string that does not begin with three letters and a colon")
            }
            return value
        }
    }

    /// Puts a value where it belongs and closes every list that it was the last of.
    ///
    /// - Returns: the reply, when that made it whole.
    private mutating func place(_ value: Value) -> Value? {
        var value = attributed(value)
        while let last = open.indices.last {
            open[last].append(value)
            guard open[last].missing == 0 else { return nil }
            let whole = open.removeLast()
            if whole.kind == .attribute {
                attributes.append((open.count, whole.entries))
                return nil
            }
            value = attributed(whole.value)
        }
        elements = 0
        return value
    }

    /// A value with the attributes that stood before it.
    private mutating func attributed(_ value: Value) -> Value {
        var value = value
        while let last = attributes.last, last.depth == open.count {
            value = .attributed(value, last.entries)
            attributes.removeLast()
        }
        return value
    }
}

import GedisKit

/// What answers one request of a pipeline. Lines in place of the server's that begin with `-BACKEND` or `+DONE` answer all of
/// it.
struct RedisFrame {
    /// Where a string lies in the frame; its count is -1 for null.
    private struct Place {
        var offset: Int
        var count: Int
    }

    /// The code of errors that clients see, and the whole answer of writes that were done in another way.
    static let ownCode = "BACKEND"
    static let done = "DONE"

    /// The frame, as long as it is read.
    var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The reply that is read next.
    var next = 0
    /// The error that is the reply to all.
    private(set) var error: CommandError?
    /// Whether the calls have to be answered in another way: a key expires, or the server puts them off.
    private(set) var needsDetour = false
    private var places: [Place] = []

    /// The values that were read, with whether each expires; nil where they were not.
    var fields: [(field: RedisField?, expires: Bool)]? {
        guard error == nil else { return nil }
        func text(_ place: Place) -> [UInt8]? {
            place.count < 0 ? nil : Array(bytes[place.offset..<(place.offset + place.count)])
        }
        return stride(from: 0, to: places.count, by: 2).map { index in
            let note = text(places[index + 1]).map { RedisBackend.Note($0) }
            return (
                text(places[index]).map { RedisField(value: $0, type: note?.type ?? []) }, note?.expires ?? false
            )
        }
    }

    // MARK: - Reading

    /// Reads what answers a request.
    ///
    /// - Returns: how many bytes it has; nil where it has not arrived whole.
    /// - Throws: `RedisPipeline.Failure` where it is no answer to that.
    mutating func read(_ bytes: UnsafeRawBufferPointer, of batch: RedisBatch) throws(RedisPipeline.Failure) -> Int? {
        next = 0
        error = nil
        needsDetour = false
        places.removeAll(keepingCapacity: true)
        let length = try batch.isPut ? readResults(bytes) : readFields(bytes, batch.count)
        if let error, Redirection.isLater(error) { needsDetour = true }
        return length
    }

    private mutating func readFields(
        _ bytes: UnsafeRawBufferPointer, _ count: Int
    ) throws(RedisPipeline.Failure) -> Int? {
        guard var position = Self.endOfLine(bytes, from: 0) else { return nil }
        guard bytes[0] != UInt8(ascii: "-") else {
            note(bytes, 0, position)
            return position
        }
        guard bytes[0] == UInt8(ascii: "*"), Self.number(bytes, 1, position) == 2 * count else {
            throw Self.surprise(bytes)
        }
        places.reserveCapacity(2 * count)
        for _ in 0..<(2 * count) {
            guard let end = Self.endOfLine(bytes, from: position) else { return nil }
            let type = bytes[position]
            let length = type == UInt8(ascii: "_") ? -1 : Self.number(bytes, position + 1, end)
            guard type == UInt8(ascii: "$") || type == UInt8(ascii: "_"), let length else { throw Self.surprise(bytes) }
            places.append(Place(offset: end, count: length))
            position = length < 0 ? end : end + length + 2
            guard position <= bytes.count else { return nil }
            if length > 0, places.count & 1 == 0, bytes[end + length - 1] == UInt8(ascii: "e") { needsDetour = true }
        }
        return position
    }

    private mutating func readResults(_ bytes: UnsafeRawBufferPointer) throws(RedisPipeline.Failure) -> Int? {
        var position = 0
        for line in 0...RedisBatch.putReplies.before {
            guard let end = Self.endOfLine(bytes, from: position) else { return nil }
            if bytes[position] == UInt8(ascii: "-") { note(bytes, position, end) }
            if line == 0, error?.code == Self.ownCode || Self.isDone(bytes) { return end }
            if line == RedisBatch.putReplies.before, bytes[position] == UInt8(ascii: "*") {
                guard let count = Self.number(bytes, position + 1, end) else { throw Self.surprise(bytes) }
                position = end
                // Of a transaction that was not done there are none.
                for _ in 0..<max(count, 0) {
                    guard let end = Self.endOfLine(bytes, from: position) else { return nil }
                    if bytes[position] == UInt8(ascii: "-") { note(bytes, position, end) }
                    position = end
                }
                return position
            }
            position = end
        }
        guard error != nil else { throw Self.surprise(bytes) }
        return position
    }

    /// Takes an error that stands in a line, where it is the first one.
    private mutating func note(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        guard error == nil else { return }
        let text = String(decoding: bytes[(start + 1)..<(end - 2)], as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 1)
        error = CommandError(words.count > 1 ? String(words[1]) : "", code: words.first.map(String.init) ?? "ERR")
    }

    private static func isDone(_ line: UnsafeRawBufferPointer) -> Bool { line[1] == done.utf8.first }

    private static func surprise(_ bytes: UnsafeRawBufferPointer) -> RedisPipeline.Failure {
        let text = String(decoding: bytes.prefix(64), as: UTF8.self).debugDescription
        return RedisPipeline.Failure(description: "an answer of another form than Redis gives: \(text)")
    }

    /// Where the line ends that begins at `start`, behind its line feed; nil until that has arrived.
    @inline(__always)
    private static func endOfLine(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start + 2
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") { return index + 1 }
            index &+= 1
        }
        return nil
    }

    /// The number between a type and the line's end.
    @inline(__always)
    private static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
        var index = start
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var number = 0
        guard index < end - 2, end - 2 - index <= 10 else { return nil }
        while index < end - 2 {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number &* 10 &+ Int(digit)
            index &+= 1
        }
        return isNegative ? -1 : number
    }

    // MARK: - Replies

    /// Writes the value that is read next.
    @inline(__always)
    mutating func writeNext(to writer: inout ReplyWriter) {
        let (value, note) = (places[2 &* next], places[2 &* next &+ 1])
        next &+= 1
        guard value.count >= 0 else { return writer.null() }
        let bytes = UnsafeRawBufferPointer(rebasing: self.bytes[value.offset..<(value.offset &+ value.count)])
        // Text, and bytes that are none, are replied alike.
        if note.count < 0, value.count < 2 || bytes[0] != 0xFF { return writer.bulk(bytes) }
        let type = note.count < 0 ? [] : Array(self.bytes[note.offset..<(note.offset &+ note.count)])
        RedisField(value: Array(bytes), type: type).scalar.write(to: &writer)
    }
}

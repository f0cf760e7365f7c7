public import GedisKit

/// Finds the requests in what a client sent: where each part lies, without copying it.
///
/// One parser serves all connections of a thread, one after the other. What a connection has to remember of a request
/// that has not arrived whole is its `Progress`. Source: the RESP specification of Redis 7, "Sending commands".
public struct RequestParser: ~Copyable {
    /// How far an unfinished request was read, so that its beginning is not read again.
    public struct Progress {
        var position: Int
        /// Exchanged for the parser's rather than copied, because a request may have very many, and arrive byte by byte.
        var parts: PartBuffer
        var partCount: Int
        var missingParts: Int
        var bulkLength: Int?
    }

    private var parts: UnsafeMutableBufferPointer<Arguments.Part> = .allocate(capacity: startingParts)
    private var inlineText: [UInt8] = []

    private static let startingParts = 16
    private static let keptParts = 1024

    /// How many parts the request has that was found last; none where it is to be passed over.
    public private(set) var partCount = 0

    /// Makes a parser.
    public init() {}

    deinit { parts.deallocate() }

    /// Reads the request that `bytes` begin with.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived; after an answer of nil, the same bytes again and more
    ///   - progress: what to remember of the connection until then; nil at the start of each request
    ///   - limits: how large the request may be
    /// - Returns: how many bytes the request has, or nil when its end has not arrived. Its parts are handed out by
    ///   `withArguments`.
    /// - Throws: `RequestError` when the bytes are no request.
    public mutating func parse(
        _ bytes: UnsafeRawBufferPointer, _ progress: inout Progress?, limits: RequestLimits
    ) throws(RequestError) -> Int? {
        guard let first = bytes.first else { return nil }
        // An inline request that nobody asked for must not lend its memory to this one.
        if !inlineText.isEmpty { inlineText = [] }
        guard first == UInt8(ascii: "*") else { return try parseInline(bytes, limits: limits) }
        var cursor = Cursor(bytes: bytes, position: progress?.position ?? 0)
        var bulkLength = progress?.bulkLength
        var missing: Int
        var lent: PartBuffer?
        if let earlier = progress.take() {
            missing = earlier.missingParts
            partCount = earlier.partCount
            earlier.parts.exchange(&parts)
            lent = earlier.parts
        } else {
            guard let announced = try cursor.readLength("mbulk", limits) else { return nil }
            guard let announced, announced <= limits.parts else {
                throw RequestError("\(announced == nil ? "invalid" : limits.adjective) multibulk length")
            }
            missing = Swift.max(announced, 0)
            partCount = 0
            shrink()
        }
        while missing > 0 {
            if bulkLength == nil {
                if let part = cursor.readShortBulk() {
                    append(part)
                    missing -= 1
                    continue
                }
                guard let marker = cursor.peek else { break }
                guard marker == UInt8(ascii: "$") else {
                    throw RequestError("expected '$', got '\(Character(Unicode.Scalar(marker)))'")
                }
                guard let announced = try cursor.readLength("bulk", limits) else { break }
                guard let announced, announced >= 0, announced <= limits.partBytes else {
                    throw RequestError("\((announced ?? -1) < 0 ? "invalid" : limits.adjective) bulk length")
                }
                // As in Redis, whose buffer for a request is twice as large as its largest part. Short parts are not
                // looked at here and elsewhere; how many there may be has a limit.
                guard announced < RequestLimits.shortPart || cursor.position + announced <= 2 * limits.partBytes else {
                    throw RequestError("too big request")
                }
                bulkLength = announced
            }
            guard let length = bulkLength, let part = try cursor.readBulk(length) else { break }
            append(part)
            bulkLength = nil
            missing -= 1
        }
        if missing == 0 { return cursor.position }
        let buffer = lent ?? PartBuffer(.allocate(capacity: Self.startingParts))
        buffer.exchange(&parts)
        progress = Progress(
            position: cursor.position, parts: buffer, partCount: partCount, missingParts: missing,
            bulkLength: bulkLength)
        return nil
    }

    /// Calls `body`, once, with the request that was found last.
    ///
    /// - Parameters:
    ///   - bytes: the bytes that were parsed
    ///   - body: is handed the request's arguments; called only where `partCount` is not 0
    /// - Returns: what `body` returns.
    @inline(__always)
    public mutating func withArguments<R: ~Copyable>(
        in bytes: UnsafeRawBufferPointer, _ body: (borrowing Arguments) -> R
    ) -> R {
        let parts = UnsafeBufferPointer(start: parts.baseAddress, count: partCount)
        guard inlineText.isEmpty else {
            // An inline request's quotes and escapes are undone, so its parts do not lie in what was sent.
            let text = inlineText
            inlineText = []
            return text.span.withUnsafeBytes { memory in
                body(Arguments(memory: memory.baseAddress.unsafelyUnwrapped, parts: parts))
            }
        }
        return body(Arguments(memory: bytes.baseAddress.unsafelyUnwrapped, parts: parts))
    }

    private mutating func parseInline(
        _ bytes: UnsafeRawBufferPointer, limits: RequestLimits
    ) throws(RequestError) -> Int? {
        let line = UnsafeRawBufferPointer(rebasing: bytes.prefix(limits.lineBytes))
        guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else {
            if bytes.count >= limits.lineBytes { throw RequestError("too big inline request") }
            return nil
        }
        guard let words = InlineRequest.words(in: bytes[..<end]) else {
            throw RequestError("unbalanced quotes in request")
        }
        partCount = 0
        // A byte that no part covers: text that is not empty marks the request as inline.
        inlineText = [0]
        for word in words {
            append(Arguments.Part(offset: inlineText.count, count: word.count))
            inlineText += word
        }
        if words.isEmpty { inlineText = [] }
        return end + 1
    }

    /// Gives back the memory that a request with very many parts took.
    private mutating func shrink() {
        guard parts.count > Self.keptParts else { return }
        parts.deallocate()
        parts = .allocate(capacity: Self.keptParts)
    }

    @inline(__always)
    private mutating func append(_ part: Arguments.Part) {
        if partCount == parts.count { grow() }
        parts.initializeElement(at: partCount, to: part)
        partCount += 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<Arguments.Part>.allocate(capacity: 2 * partCount)
        _ = larger.initialize(from: parts)
        parts.deallocate()
        parts = larger
    }
}

/// The parts of an unfinished request; while a parser goes on with it, the memory that the parser had before.
final class PartBuffer {
    private var memory: UnsafeMutableBufferPointer<Arguments.Part>

    init(_ memory: UnsafeMutableBufferPointer<Arguments.Part>) { self.memory = memory }

    deinit { memory.deallocate() }

    /// Hands its memory over for another one.
    func exchange(_ other: inout UnsafeMutableBufferPointer<Arguments.Part>) { swap(&memory, &other) }
}

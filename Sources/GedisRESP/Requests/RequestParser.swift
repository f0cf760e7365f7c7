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

    @usableFromInline var parts = UnsafeMutableBufferPointer<Arguments.Part>.allocate(capacity: startingParts)
    /// The words of an inline request, until the next one is parsed; nil where the request is none.
    @usableFromInline var inlineText: UnsafeMutableRawPointer?

    private static let startingParts = 16
    private static let keptParts = 1024

    /// How many parts the request has that was found last; none where it is to be passed over.
    public private(set) var partCount = 0

    /// Makes a parser.
    public init() {}

    deinit {
        parts.deallocate()
        inlineText?.deallocate()
    }

    /// Reads the request that `bytes` begin with. The arguments of the one before are valid no more.
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
        if inlineText != nil { forgetInlineText() }
        if parts.count > Self.keptParts { shrink() }
        if progress == nil, let length = parseShort(bytes, limits) { return length }
        return try parseLong(bytes, &progress, limits: limits)
    }

    /// Reads a request as nearly all are: with few and short parts, and arrived whole.
    ///
    /// - Returns: how many bytes it has; nil for anything else, which is for `parseLong` to look at.
    @inline(__always)
    private mutating func parseShort(_ bytes: UnsafeRawBufferPointer, _ limits: RequestLimits) -> Int? {
        var cursor = Cursor(bytes: bytes, position: 0)
        guard let count = cursor.readShortCount(), count <= limits.maxArguments else { return nil }
        // The count has one digit, so there is room for the parts.
        for index in 0..<count {
            guard let part = cursor.readShortBulk() else { return nil }
            parts.initializeElement(at: index, to: part)
        }
        partCount = count
        return cursor.position
    }

    @inline(never)
    private mutating func parseLong(
        _ bytes: UnsafeRawBufferPointer, _ progress: inout Progress?, limits: RequestLimits
    ) throws(RequestError) -> Int? {
        guard let first = bytes.first else { return nil }
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
            guard let announced, announced <= limits.maxArguments else {
                throw RequestError("\(announced == nil ? "invalid" : limits.adjective) multibulk length")
            }
            missing = Swift.max(announced, 0)
            partCount = 0
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
                guard let announced, announced >= 0, announced <= limits.maxRequestSize else {
                    throw RequestError("\((announced ?? -1) < 0 ? "invalid" : limits.adjective) bulk length")
                }
                // Its bytes, and the line's end behind them.
                guard limits.allow(size: cursor.position + announced + 2, longestArgument: announced) else {
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

    /// Calls `body` with the request that was found last.
    ///
    /// - Parameters:
    ///   - bytes: the bytes that were parsed
    ///   - body: is handed the request's arguments, and must not let this parser parse another; called only where
    ///     `partCount` is not 0
    /// - Returns: what `body` returns.
    @inlinable
    @inline(__always)
    public func withArguments<R: ~Copyable>(
        in bytes: UnsafeRawBufferPointer, _ body: (borrowing Arguments) -> R
    ) -> R {
        let memory = inlineText.map { UnsafeRawPointer($0) } ?? bytes.baseAddress
        let parts = UnsafeBufferPointer(start: parts.baseAddress, count: partCount)
        return body(Arguments(memory: memory.unsafelyUnwrapped, parts: parts))
    }

    private mutating func parseInline(
        _ bytes: UnsafeRawBufferPointer, limits: RequestLimits
    ) throws(RequestError) -> Int? {
        let line = UnsafeRawBufferPointer(rebasing: bytes.prefix(limits.maxLineSize))
        guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else {
            if bytes.count >= limits.maxLineSize { throw RequestError("too big inline request") }
            return nil
        }
        guard let words = InlineRequest.words(in: bytes[..<end]) else {
            throw RequestError("unbalanced quotes in request")
        }
        partCount = 0
        if !words.isEmpty { keep(words) }
        return end + 1
    }

    /// Keeps the words of an inline request: quotes and escapes are undone, so they do not lie in what was sent.
    private mutating func keep(_ words: [[UInt8]]) {
        let text = UnsafeMutableRawBufferPointer.allocate(byteCount: words.reduce(0) { $0 + $1.count }, alignment: 1)
        var end = 0
        for word in words {
            UnsafeMutableRawBufferPointer(rebasing: text[end...]).copyBytes(from: word)
            append(Arguments.Part(offset: end, count: word.count))
            end += word.count
        }
        inlineText = text.baseAddress
    }

    @inline(never)
    private mutating func forgetInlineText() {
        inlineText?.deallocate()
        inlineText = nil
    }

    /// Gives back the memory that a request with very many parts took.
    @inline(never)
    private mutating func shrink() {
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

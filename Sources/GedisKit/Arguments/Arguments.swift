/// The arguments of one request, in place in the bytes that the client sent.
///
/// It is borrowed for the length of one call and cannot be copied out of it; `Request` is the copy that can be kept.
public struct Arguments: ~Copyable {
    /// Where one part of a request lies, in bytes from the start of its memory.
    public struct Part: Sendable {
        /// The part's first byte.
        public var offset: Int
        /// How many bytes it has.
        public var count: Int

        /// Describes a part of a request.
        @inlinable
        public init(offset: Int, count: Int) {
            self.offset = offset
            self.count = count
        }
    }

    @usableFromInline let memory: UnsafeRawPointer
    @usableFromInline let parts: UnsafePointer<Part>

    /// How many arguments there are, without the command's name.
    public let count: Int

    /// Views a request whose first part is the command's name.
    ///
    /// - Parameters:
    ///   - memory: the bytes that the parts lie in; must stay valid and unchanged while this value lives
    ///   - parts: the request's parts, at least one, the command's name first; the same holds for them
    @inlinable
    public init(memory: UnsafeRawPointer, parts: UnsafeBufferPointer<Part>) {
        self.memory = memory
        self.parts = parts.baseAddress.unsafelyUnwrapped
        self.count = parts.count - 1
    }

    /// Calls `body` with the bytes of the argument at `index`, which are valid only during the call.
    @inlinable
    public func withBytes<R>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        precondition(index >= 0 && index < count, "no such argument")
        return try body(bytes(ofPart: index + 1))
    }

    /// Calls `body` with the bytes of the command's name, as the client wrote it.
    @inlinable
    public func withName<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(bytes(ofPart: 0))
    }

    /// The argument at `index` as text; bytes that are not UTF-8 are replaced.
    public func text(at index: Int) -> String {
        withBytes(at: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the argument at `index` is `word`, in any case. `word` is upper-case ASCII.
    public func matches(_ word: StaticString, at index: Int) -> Bool {
        withBytes(at: index) { bytes in
            guard bytes.count == word.utf8CodeUnitCount else { return false }
            for offset in bytes.indices where bytes[offset].asciiUppercased != word.utf8Start[offset] { return false }
            return true
        }
    }

    @inlinable
    func bytes(ofPart index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory + parts[index].offset, count: parts[index].count)
    }
}

extension UInt8 {
    /// The byte with an ASCII lower-case letter made upper-case.
    @inlinable
    package var asciiUppercased: UInt8 { self >= 0x61 && self <= 0x7A ? self & 0xDF : self }
}

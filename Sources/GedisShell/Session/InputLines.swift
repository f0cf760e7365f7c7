import Glibc

/// The lines that can be read from a descriptor, as bytes.
struct InputLines {
    private let descriptor: Int32
    private var buffer: ArraySlice<UInt8> = []
    private var isAtEnd = false

    /// Nothing is read yet.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// The next line without its end; nil after the last.
    mutating func line() -> [UInt8]? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer = buffer[(end + 1)...] }
                return Array(buffer[..<end])
            }
            guard !isAtEnd else { return nil }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            isAtEnd = count <= 0
            // The last line may have no end.
            buffer += isAtEnd ? (buffer.isEmpty ? [] : [UInt8(ascii: "\n")]) : chunk[..<count]
        }
    }
}

import CZlib
import NIOHTTP1

/// Compresses answers for clients that ask for it.
enum Gzip {
    /// Of what is shorter, nothing is gained.
    static let fewestBytes = 1400
    /// What is longer would keep the other connections of the thread waiting.
    static let mostBytes = 16 << 20

    /// Zlib's quickest.
    private static let level: Int32 = 1

    /// Whether a client takes answers so.
    static func isAccepted(by head: HTTPRequestHead) -> Bool {
        let accepted = head.headers[canonicalForm: "Accept-Encoding"].map { MediaType($0) }
        return (accepted.first { $0.name == "gzip" } ?? accepted.first { $0.name == "*" }).map { $0.quality > 0 }
            ?? false
    }

    /// Compresses bytes.
    ///
    /// - Returns: what is shorter; nil where they can't be made so.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard fewestBytes...mostBytes ~= bytes.count else { return nil }
        var stream = z_stream()
        guard gedis_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let compressed = [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
            bytes.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? output.count - Int(stream.avail_out) : 0
            }
        }
        return compressed.isEmpty ? nil : compressed
    }
}

extension HTTPResponse {
    /// Compresses the body for a client that takes that.
    mutating func compress(for head: HTTPRequestHead) {
        guard body.count >= Gzip.fewestBytes else { return }
        headers.add(name: "Vary", value: "Accept-Encoding")
        guard !headers.contains(name: "Content-Encoding"), Gzip.isAccepted(by: head), let short = Gzip.compress(body)
        else { return }
        body = short
        headers.add(name: "Content-Encoding", value: "gzip")
    }
}

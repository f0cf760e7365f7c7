internal import COpenSSL

/// Text as a file of OpenSSL's, in memory.
enum Memory {
    /// Calls `body` with a file that holds `text`, and an empty error queue.
    static func read<R>(
        _ text: String, _ body: (OpaquePointer) throws(CryptoError) -> R
    ) throws(CryptoError) -> R {
        let bytes = Array(text.utf8)
        guard let memory = BIO_new(BIO_s_mem()) else { throw .openSSL(.failed, "out of memory") }
        defer { BIO_free(memory) }
        guard BIO_write(memory, bytes, Int32(clamping: bytes.count)) == bytes.count else {
            throw .openSSL(.failed, "out of memory")
        }
        ERR_clear_error()
        return try body(memory)
    }

    /// The text that `body` writes; it returns 1 when it could.
    static func write(_ what: String, _ body: (OpaquePointer) -> Int32) throws(CryptoError) -> String {
        ERR_clear_error()
        guard let memory = BIO_new(BIO_s_mem()) else { throw .openSSL(.failed, "out of memory") }
        defer { BIO_free(memory) }
        guard body(memory) > 0 else { throw .openSSL(.failed, "cannot write \(what)") }
        var start: UnsafeMutablePointer<CChar>?
        let count = gedis_bio_memory(memory, &start)
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}

internal import COpenSSL

/// Where the TLS sessions of a thread read records from and write them to, each while it is asked for something.
package final class TLSRecords {
    /// What has arrived and was not read.
    @exclusivity(unchecked) var received = UnsafeRawBufferPointer(start: nil, count: 0)
    /// What a record says when it is opened; it has 16 KiB at most.
    let opened = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)
    /// What is to be sent.
    @exclusivity(unchecked) private var sealed: [UInt8] = []

    private static let keptBytes = 256 * 1024

    /// Memory for the sessions of one thread.
    package init() {}

    deinit { opened.deallocate() }

    /// A stream for OpenSSL that reads and writes here.
    func makeStream() -> OpaquePointer? {
        guard let stream = BIO_new(Self.method) else { return nil }
        BIO_set_data(stream, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(stream, 1)
        return stream
    }

    /// Hands out what is to be sent, and forgets it.
    package func takeSealed(_ send: (UnsafeRawBufferPointer) -> Void) {
        guard !sealed.isEmpty else { return }
        // Sending may have something else sealed, for another connection.
        var records: [UInt8] = []
        swap(&records, &sealed)
        records.withUnsafeBytes(send)
        guard sealed.isEmpty, records.capacity <= Self.keptBytes else { return }
        records.removeAll(keepingCapacity: true)
        sealed = records
    }

    private func read(_ bytes: UnsafeMutableRawPointer, _ limit: Int) -> Int {
        let part = UnsafeRawBufferPointer(rebasing: received.prefix(limit))
        UnsafeMutableRawBufferPointer(start: bytes, count: limit).copyMemory(from: part)
        received = UnsafeRawBufferPointer(rebasing: received[part.count...])
        return part.count
    }

    private func write(_ bytes: UnsafeRawBufferPointer) { sealed.append(contentsOf: bytes) }

    private static func records(of stream: OpaquePointer?) -> TLSRecords {
        Unmanaged<TLSRecords>.fromOpaque(BIO_get_data(stream)).takeUnretainedValue()
    }

    nonisolated(unsafe) private static let method: OpaquePointer? = {
        let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "records")
        BIO_meth_set_read(method) { stream, bytes, limit in
            gedis_bio_clear_retry(stream)
            guard let bytes, limit > 0 else { return 0 }
            let count = TLSRecords.records(of: stream).read(bytes, Int(limit))
            if count == 0 { gedis_bio_retry_read(stream) }
            return count == 0 ? -1 : Int32(count)
        }
        BIO_meth_set_write(method) { stream, bytes, count in
            TLSRecords.records(of: stream).write(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return count
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()
}

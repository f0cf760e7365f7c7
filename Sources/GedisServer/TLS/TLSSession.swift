internal import COpenSSL

/// One connection's TLS, by OpenSSL and without I/O: a client's records go in, and records for it come out of `records`.
final class TLSSession {
    /// How a session is after records were taken.
    enum State {
        /// The handshake goes on.
        case handshake
        /// Bytes can go both ways.
        case established
        /// The client sends no more.
        case ended
        /// It is over, for the reason that OpenSSL gives.
        case failed(String)
    }

    /// What the client is sent.
    let records: TLSRecords
    private let session: OpaquePointer
    private(set) var isEstablished = false

    /// Begins a session; nil where there is no memory for it.
    init?(_ context: TLSContext, records: TLSRecords) {
        guard let session = SSL_new(context.pointer) else { return nil }
        guard let stream = records.makeStream() else {
            SSL_free(session)
            return nil
        }
        self.session = session
        self.records = records
        SSL_set_bio(session, stream, stream)
        SSL_set_accept_state(session)
    }

    deinit { SSL_free(session) }

    /// Takes records that have arrived, cut anywhere, and hands out what they say, part by part, until `take` returns
    /// false.
    func receive(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool) -> State {
        records.received = bytes
        // What is left belongs to this session: another one must not read it.
        defer { records.received = UnsafeRawBufferPointer(start: nil, count: 0) }
        if !isEstablished {
            ERR_clear_error()
            let result = SSL_do_handshake(session)
            guard result == 1 else { return state(after: result, waiting: .handshake) }
            isEstablished = true
        }
        let buffer = records.opened
        repeat {
            // What handlers do in between may leave an error of this thread, which would be taken for the session's.
            ERR_clear_error()
            let count = SSL_read(session, buffer.baseAddress, Int32(buffer.count))
            guard count > 0 else { return state(after: count, waiting: .established) }
            guard take(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)])) else { break }
        } while !records.received.isEmpty || SSL_pending(session) > 0
        return .established
    }

    private func state(after result: Int32, waiting: State) -> State {
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ: waiting
        case SSL_ERROR_ZERO_RETURN: .ended
        default: .failed(TLSContext.reason)
        }
    }

    /// Makes records of bytes for the client.
    ///
    /// - Returns: false where that is not possible any more.
    func seal(_ bytes: UnsafeRawBufferPointer) -> Bool {
        ERR_clear_error()
        var left = bytes
        while !left.isEmpty {
            let count = SSL_write(session, left.baseAddress, Int32(clamping: left.count))
            guard count > 0 else { return false }
            left = UnsafeRawBufferPointer(rebasing: left[Int(count)...])
        }
        return true
    }

    /// Says to the client that nothing more is sent.
    func end() {
        guard isEstablished else { return }
        ERR_clear_error()
        SSL_shutdown(session)
    }

    /// The certificate that the client has shown, as DER; it leads to an authority that was asked for.
    var clientCertificate: [UInt8]? {
        guard let certificate = SSL_get1_peer_certificate(session) else { return nil }
        defer { X509_free(certificate) }
        let count = i2d_X509(certificate, nil)
        guard count > 0 else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { bytes, initialized in
            var place = bytes.baseAddress
            initialized = Int(i2d_X509(certificate, &place))
        }
    }
}

internal import COpenSSL

/// One connection's TLS, by OpenSSL and without I/O: the other side's records go in, and records for it come out of
/// `records`.
package final class TLSSession {
    /// How a session is after records were taken.
    package enum State {
        /// The handshake goes on.
        case handshake
        /// Bytes can go both ways.
        case established
        /// The other side sends no more.
        case ended
        /// It is over.
        case failed(TLSError)
    }

    /// What the other side is sent.
    package let records: TLSRecords
    private let session: OpaquePointer
    /// Whether the handshake has ended well.
    package private(set) var isEstablished = false

    /// Begins a session, on the side that the context is for; nil where there is no memory for it.
    package init?(_ context: TLSContext, records: TLSRecords) {
        guard let session = SSL_new(context.pointer) else { return nil }
        guard let stream = records.makeStream() else {
            SSL_free(session)
            return nil
        }
        self.session = session
        self.records = records
        SSL_set_bio(session, stream, stream)
        if let server = context.server {
            SSL_set_connect_state(session)
            if case .host(let name) = server { gedis_tls_server_name(session, name) }
        } else {
            SSL_set_accept_state(session)
        }
    }

    deinit { SSL_free(session) }

    /// Begins the handshake, with a client's first records. A server waits for those.
    package func begin() -> State { receive(UnsafeRawBufferPointer(start: nil, count: 0)) { _ in true } }

    /// Takes records that have arrived, cut anywhere, and hands out what they say, part by part, until `take` returns
    /// false.
    package func receive(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool) -> State {
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
        default: .failed(TLSError(of: session))
        }
    }

    /// Makes records of bytes for the other side.
    ///
    /// - Returns: false where that is not possible any more.
    package func seal(_ bytes: UnsafeRawBufferPointer) -> Bool {
        ERR_clear_error()
        var left = bytes
        while !left.isEmpty {
            let count = SSL_write(session, left.baseAddress, Int32(clamping: left.count))
            guard count > 0 else { return false }
            left = UnsafeRawBufferPointer(rebasing: left[Int(count)...])
        }
        return true
    }

    /// Says to the other side that nothing more is sent.
    package func end() {
        guard isEstablished else { return }
        ERR_clear_error()
        SSL_shutdown(session)
    }

    /// The common name of the certificate that the other side has shown; nil where it has shown none, or has no name. The
    /// certificate leads to an authority that is trusted.
    package var peerName: String? {
        guard let certificate = SSL_get1_peer_certificate(session) else { return nil }
        defer { X509_free(certificate) }
        return Certificate.commonName(of: certificate)
    }
}

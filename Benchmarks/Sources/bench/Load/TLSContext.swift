import CTLS

/// What the TLS connections to a server share.
final class TLSContext {
    private let context: OpaquePointer

    /// Trusts the certificates in files, for `localhost`.
    ///
    /// - Throws: `BenchFailure` when one is none.
    init(trusting certificates: [String]) throws(BenchFailure) {
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw BenchFailure("TLS is not available") }
        self.context = context
        for certificate in certificates {
            guard SSL_CTX_load_verify_locations(context, certificate, nil) == 1 else {
                throw BenchFailure("\(certificate) is no certificate")
            }
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        CTLS_allow_partial_writes(context)
    }

    deinit { SSL_CTX_free(context) }

    /// Prepares a client's session on a connected socket.
    ///
    /// - Throws: `BenchFailure` when there is no memory for it.
    func session(on descriptor: Int32) throws(BenchFailure) -> OpaquePointer {
        guard let session = SSL_new(context) else { throw BenchFailure("TLS is not available") }
        SSL_set_fd(session, descriptor)
        SSL_set1_host(session, "localhost")
        return session
    }

    /// Greets the server on a connected socket, and waits for its answer.
    ///
    /// - Throws: `BenchFailure` when it is not who it should be.
    func handshake(on descriptor: Int32) throws(BenchFailure) -> OpaquePointer {
        let session = try session(on: descriptor)
        guard SSL_connect(session) == 1 else {
            let reason = ERR_reason_error_string(ERR_get_error()).map { String(cString: $0) } ?? "closed"
            SSL_free(session)
            throw BenchFailure("TLS handshake: \(reason)")
        }
        return session
    }
}

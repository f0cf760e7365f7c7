internal import COpenSSL
internal import Glibc

/// What the TLS sessions of one side have in common, in OpenSSL's form: certificates, and who is trusted.
package final class TLSContext: Sendable {
    /// OpenSSL counts references to it, and lets several threads use it at the same time.
    nonisolated(unsafe) let pointer: OpaquePointer
    /// The server that is connected to; nil on a server's side.
    let server: SubjectName?

    /// For the sessions of a server.
    ///
    /// - Parameters:
    ///   - identity: the server's certificate
    ///   - authorities: the path of the certificates that clients' certificates must lead to; nil where clients are not
    ///     asked for any. A client that is asked may do without.
    /// - Throws: `TLSContextError` that names the file that is wrong.
    package init(serving identity: TLSIdentity, clientAuthorities authorities: String? = nil) throws(TLSContextError) {
        pointer = try Self.make(TLS_server_method())
        server = nil
        try use(identity)
        // OpenSSL resumes a session with a client's certificate only where it has a name.
        let name = "gedis"
        SSL_CTX_set_session_id_context(pointer, name, UInt32(name.utf8.count))
        guard let authorities else { return }
        try trust(authorities)
        SSL_CTX_set_client_CA_list(pointer, SSL_load_client_CA_file(authorities))
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    }

    /// For the sessions of a server's clients.
    ///
    /// - Parameters:
    ///   - server: what the server's certificate must be for; a host's name is sent to the server, too
    ///   - roots: whose signature makes it good
    ///   - identity: what is shown to a server that asks for a certificate
    /// - Throws: `TLSContextError` that names the file that is wrong.
    package init(
        connectingTo server: SubjectName, trusting roots: TLSRoots, identity: TLSIdentity? = nil
    ) throws(TLSContextError) {
        pointer = try Self.make(TLS_client_method())
        self.server = server
        switch roots {
        case .system: SSL_CTX_set_default_verify_paths(pointer)
        case .file(let path): try trust(path)
        }
        if let identity { try use(identity) }
        let expected = SSL_CTX_get0_param(pointer)
        let isExpected =
            switch server {
            // OpenSSL takes an empty name for any.
            case .host(let name): !name.isEmpty && X509_VERIFY_PARAM_set1_host(expected, name, name.utf8.count) == 1
            case .address(let address): X509_VERIFY_PARAM_set1_ip_asc(expected, address) == 1
            }
        guard isExpected else {
            throw TLSContextError(.server, "\(server)", reason: "it is no name that a certificate can be for")
        }
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    }

    deinit { SSL_CTX_free(pointer) }

    private static func make(_ method: OpaquePointer?) throws(TLSContextError) -> OpaquePointer {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(method) else {
            throw TLSContextError(.library, "OpenSSL", reason: OpenSSLReasons.first())
        }
        guard TLSPolicy.apply(to: pointer) else {
            SSL_CTX_free(pointer)
            throw TLSContextError(.library, "OpenSSL", reason: OpenSSLReasons.first())
        }
        // Without it OpenSSL would ask for a password on the terminal.
        SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in 0 }
        return pointer
    }

    private func use(_ identity: TLSIdentity) throws(TLSContextError) {
        try Self.read(.certificate, identity.certificate) { SSL_CTX_use_certificate_chain_file(pointer, $0) }
        try Self.read(.key, identity.key) {
            SSL_CTX_use_PrivateKey_file(pointer, $0, SSL_FILETYPE_PEM) == 1 ? SSL_CTX_check_private_key(pointer) : 0
        }
    }

    private func trust(_ path: String) throws(TLSContextError) {
        try Self.read(.authorities, path) { SSL_CTX_load_verify_locations(pointer, $0, nil) }
    }

    private static func read(
        _ part: TLSContextError.Part, _ path: String, _ body: (String) -> Int32
    ) throws(TLSContextError) {
        guard access(path, R_OK) == 0 else {
            throw TLSContextError(part, path, reason: String(cString: strerror(errno)), isUnreadable: true)
        }
        ERR_clear_error()
        guard body(path) == 1 else { throw TLSContextError(part, path, reason: OpenSSLReasons.first()) }
    }
}

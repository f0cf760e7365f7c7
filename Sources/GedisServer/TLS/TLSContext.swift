internal import COpenSSL
import GedisCore
import Glibc

/// What the TLS sessions of a certificate have in common, in OpenSSL's form.
final class TLSContext: Sendable {
    /// OpenSSL counts references to it, and lets several threads use it at the same time.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Reads a certificate, its key, and the authorities of clients' certificates.
    ///
    /// - Throws: `StartError` that names the file that is wrong.
    init(_ files: ServerConfiguration.Certificate) throws(StartError) {
        try Self.requireFile(files.chain, "certificate", "'gedis cert generate' makes one")
        try Self.requireFile(files.key, "private key", "'gedis cert generate' makes one")
        if let authorities = files.clients?.authorities {
            try Self.requireFile(authorities, "client_ca", "it holds the certificates that clients' lead to, as PEM")
        }
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_server_method()) else { throw StartError("no TLS: \(Self.reason)") }
        self.pointer = pointer
        // Those that TLS 1.2 has with forward secrecy and authenticated encryption; those of TLS 1.3 all have both.
        guard gedis_tls_defaults(pointer) == 1, SSL_CTX_set_cipher_list(pointer, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1
        else { throw StartError("no TLS: \(Self.reason)") }
        // Without it OpenSSL would ask for a password on the terminal.
        SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in 0 }
        guard SSL_CTX_use_certificate_chain_file(pointer, files.chain) == 1,
            SSL_CTX_use_PrivateKey_file(pointer, files.key, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(pointer) == 1
        else {
            throw StartError("the certificate \(files.chain) and its key \(files.key) cannot be used: \(Self.reason)")
        }
        guard let authorities = files.clients?.authorities else { return }
        guard SSL_CTX_load_verify_locations(pointer, authorities, nil) == 1,
            let names = SSL_load_client_CA_file(authorities)
        else { throw StartError("the client_ca \(authorities) holds no certificates as PEM: \(Self.reason)") }
        SSL_CTX_set_client_CA_list(pointer, names)
        // A client may show a certificate. One that leads to no authority is refused; without any, it says a password.
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    }

    deinit { SSL_CTX_free(pointer) }

    private static func requireFile(_ path: String, _ what: String, _ advice: String) throws(StartError) {
        guard access(path, R_OK) != 0 else { return }
        throw StartError("cannot read the \(what) \(path): \(String(cString: strerror(errno))); \(advice)")
    }

    /// What OpenSSL says of the last error of this thread.
    static var reason: String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return "OpenSSL gives no reason" }
        return String(cString: text)
    }
}

internal import COpenSSL
internal import GedisKit

/// Why a TLS session failed.
package enum TLSError: Error, Hashable, Sendable {
    /// No authority that is trusted vouches for the other side's certificate.
    case unknownIssuer
    /// The certificate is good, but for another name or address than that of the server.
    case nameMismatch
    /// A certificate's time is over: seconds since 1970.
    case expired(at: Int)
    /// A certificate's time has not come: seconds since 1970.
    case notYetValid(until: Int)
    /// What arrived is no TLS.
    case notTLS
    /// The other side asks for a certificate, and was shown none.
    case certificateRequired
    /// The other side hung up before the handshake had ended.
    case unfinished
    /// The connection broke off without the end that TLS has.
    case truncated
    /// Anything else, in OpenSSL's words.
    case other(String)
}

extension TLSError: CustomStringConvertible {
    /// What happened, to whichever side.
    package var description: String {
        switch self {
        case .unknownIssuer: "the certificate is not trusted"
        case .nameMismatch: "the certificate is for another name or address"
        case .expired: "the certificate has expired"
        case .notYetValid: "the certificate is not valid yet"
        case .notTLS: "what arrived is no TLS"
        case .certificateRequired: "a certificate is asked for"
        case .unfinished: "the other side hung up during the handshake"
        case .truncated: "the connection broke off without the end that TLS has"
        case .other(let reason): reason
        }
    }
}

extension TLSError {
    /// Reads why a session failed from the errors of this thread, which are forgotten, and from what the session knows of
    /// the other side's certificate.
    init(of session: OpaquePointer) {
        let code = ERR_peek_error()
        let reason = OpenSSLReasons.first()
        guard ERR_GET_LIB(code) == ERR_LIB_SSL else {
            self = .other(reason)
            return
        }
        switch ERR_GET_REASON(code) {
        case SSL_R_CERTIFICATE_VERIFY_FAILED: self = Self.distrust(in: session)
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST: self = .notTLS
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: self = .certificateRequired
        default: self = .other(reason)
        }
    }

    private static func distrust(in session: OpaquePointer) -> TLSError {
        let result = SSL_get_verify_result(session)
        switch Int32(result) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return .expired(at: times(in: session).map(\.notAfter).min() ?? 0)
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return .notYetValid(until: times(in: session).map(\.notBefore).max() ?? 0)
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: return .nameMismatch
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return .unknownIssuer
        default: return .other(String(cString: X509_verify_cert_error_string(result)))
        }
    }

    /// When the certificates are good that were looked at.
    private static func times(in session: OpaquePointer) -> [(notBefore: Int, notAfter: Int)] {
        let chain = SSL_get0_verified_chain(session)
        return (0..<gedis_certificate_count(chain)).compactMap { index in
            let certificate = gedis_certificate(chain, index)
            guard let start = try? Timestamp(X509_get0_notBefore(certificate)),
                let end = try? Timestamp(X509_get0_notAfter(certificate))
            else { return nil }
            return (start.seconds, end.seconds)
        }
    }
}

internal import Glibc
internal import NIOSSL

extension TLSFailure {
    /// Reads an error of NIOSSL of a connection that is gone; nil for any other.
    package init?(_ error: any Error) { self.init(error, certificate: nil) }

    /// Reads an error of NIOSSL; nil for any other.
    ///
    /// - Parameters:
    ///   - error: what the channel threw
    ///   - certificate: the one that the server showed, as far as the handshake came to that
    init?(_ error: any Error, certificate: NIOSSLCertificate?) {
        switch error {
        case NIOSSLError.uncleanShutdown:
            return nil  // The connection broke off; TLS itself was in order.
        case NIOSSLError.handshakeFailed(.sslError(let stack)), BoringSSLError.sslError(let stack):
            let reasons = stack.map(Self.reason)
            self =
                reasons.contains("CERTIFICATE_VERIFY_FAILED")
                ? Self.untrusted(certificate, at: Int(time(nil))) : .other(reasons.joined(separator: ", "))
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = .nameMismatch
        case NIOSSLError.unableToValidateCertificate:
            self = .nameMismatch
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self = .other("\(error)")
        default:
            return nil
        }
    }

    /// Why a certificate does not verify. The library does not tell; its dates rule out all but the issuer.
    private static func untrusted(_ certificate: NIOSSLCertificate?, at now: Int) -> TLSFailure {
        guard let certificate else { return .unknownIssuer }
        if certificate.notValidAfter < now { return .expired(at: certificate.notValidAfter) }
        if certificate.notValidBefore > now { return .notYetValid(until: certificate.notValidBefore) }
        return .unknownIssuer
    }

    /// The symbol of an error of BoringSSL. NIOSSL gives it out in the description only, between the last colon of
    /// `error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED at file:line` and the place.
    private static func reason(_ error: BoringSSLInternalError) -> String {
        guard error != .eofDuringHandshake else { return "the server hung up during the handshake" }
        let words = error.description.split(separator: " at ", maxSplits: 1)[0]
        return words.split(separator: ":").last.map(String.init) ?? error.description
    }

    /// A time as a date of the UTC calendar, such as 2026-11-22.
    static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday))"
    }
}

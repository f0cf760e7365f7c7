internal import GedisKit

/// Why TLS with a server failed.
public enum TLSFailure: Error, Hashable, Sendable {
    /// No trust root vouches for the server's certificate.
    case unknownIssuer
    /// The certificate is good, but for another name or address than that of the server.
    case nameMismatch
    /// The certificate's time is over: seconds since 1970.
    case expired(at: Int)
    /// The certificate's time has not come: seconds since 1970.
    case notYetValid(until: Int)
    /// Anything else, in the words of the TLS library.
    case other(String)
}

extension TLSFailure: CustomStringConvertible {
    /// What is wrong, and what may help.
    public var description: String {
        switch self {
        case .unknownIssuer: "its certificate is not trusted; name the issuer's certificate as trust root"
        case .nameMismatch: "its certificate is for another name or address"
        case .expired(let time): "its certificate expired on \(Timestamp(seconds: time).date)"
        case .notYetValid(let time): "its certificate is not valid before \(Timestamp(seconds: time).date)"
        case .other(let reason): reason
        }
    }
}

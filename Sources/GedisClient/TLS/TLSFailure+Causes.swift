internal import GedisCrypto

extension TLSFailure {
    /// Reads why a TLS session failed; nil for anything else, as for a connection that broke off: TLS was in order there.
    package init?(_ error: any Error) {
        guard let error = error as? TLSError else { return nil }
        switch error {
        case .unknownIssuer: self = .unknownIssuer
        case .nameMismatch: self = .nameMismatch
        case .expired(let time): self = .expired(at: time)
        case .notYetValid(let time): self = .notYetValid(until: time)
        case .notTLS: self = .other("the server does not speak TLS")
        case .certificateRequired: self = .other("the server asks for a certificate")
        case .unfinished: self = .other("the server hung up during the handshake")
        case .truncated: return nil
        case .other(let reason): self = .other(reason)
        }
    }
}

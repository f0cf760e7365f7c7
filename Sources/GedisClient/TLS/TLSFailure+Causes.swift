internal import GedisCrypto
internal import Glibc

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

    /// A time as a date of the UTC calendar, such as 2026-11-22.
    static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday))"
    }
}

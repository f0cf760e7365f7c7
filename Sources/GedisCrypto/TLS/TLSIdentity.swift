/// A certificate of one's own, as PEM files.
package struct TLSIdentity: Hashable, Sendable {
    /// The path of the certificate, with those that lead to its root behind it.
    package let certificate: String
    /// The path of its key, which is not encrypted.
    package let key: String

    /// Names the files.
    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Whose signature makes a server's certificate good.
package enum TLSRoots: Hashable, Sendable {
    /// The authorities that the operating system trusts.
    case system
    /// The certificates in a PEM file and no others.
    case file(String)
}

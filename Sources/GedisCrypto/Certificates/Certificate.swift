internal import COpenSSL
package import GedisKit

/// An X.509 certificate: what it says, and its PEM text.
package struct Certificate: Sendable {
    /// The certificate's PEM text.
    package let pem: String
    /// Whom it is for, as RFC 2253 writes it: `CN=localhost`.
    package let subject: String
    /// Who signed it; of a self-signed certificate the subject.
    package let issuer: String
    /// The serial number in upper-case hexadecimal digits.
    package let serial: String
    /// When it starts to be good.
    package let notBefore: Timestamp
    /// When it ends to be good.
    package let notAfter: Timestamp
    /// The names it is good for.
    package let names: [SubjectName]
    /// What its key is, such as `RSA 2048`.
    package let keySummary: String
    /// The SHA-256 of its DER form: 32 pairs of hexadecimal digits with colons between them.
    package let fingerprint: String

    /// Reads the first certificate of a PEM text.
    ///
    /// - Throws: `CryptoError` when it holds none.
    package init(pem: String) throws(CryptoError) {
        self = try Self.withX509(pem) { (x509) throws(CryptoError) in try Certificate(x509, pem: pem) }
    }

    /// Whether the certificate is for the public half of this key.
    ///
    /// - Throws: `CryptoError` when the key can't be read.
    package func matches(_ key: PrivateKey) throws(CryptoError) -> Bool {
        try Self.withX509(pem) { (x509) throws(CryptoError) in
            try key.withKey { key in
                defer { ERR_clear_error() }
                return X509_check_private_key(x509, key) == 1
            }
        }
    }

    /// Whether it is good for a host's name or an IP address, by the rules that TLS clients follow.
    package func covers(_ name: SubjectName) -> Bool {
        let covers = try? Self.withX509(pem) { (x509) throws(CryptoError) in
            switch name {
            case .host(let host): X509_check_host(x509, host, host.utf8.count, 0, nil) == 1
            case .address(let address): X509_check_ip_asc(x509, address, 0) == 1
            }
        }
        return covers ?? false
    }

    /// Whether it is good at a moment, in seconds since 1970.
    package func validity(at seconds: Int) -> Validity {
        if seconds < notBefore.seconds { return .notYet }
        if seconds > notAfter.seconds { return .expired }
        return .valid(days: (notAfter.seconds - seconds) / 86_400)
    }

    /// Whether a certificate's time has come or is over.
    package enum Validity: Hashable, Sendable {
        /// Good for so many whole days more.
        case valid(days: Int)
        /// Not good yet.
        case notYet
        /// No longer good.
        case expired
    }

    private static func withX509<R>(
        _ pem: String, _ body: (OpaquePointer) throws(CryptoError) -> R
    ) throws(CryptoError) -> R {
        try Memory.read(pem) { (memory) throws(CryptoError) in
            guard let x509 = PEM_read_bio_X509(memory, nil, nil, nil) else {
                throw .openSSL(.badInput, "not a certificate in PEM form")
            }
            defer { X509_free(x509) }
            return try body(x509)
        }
    }
}

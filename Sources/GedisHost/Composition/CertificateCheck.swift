import FoundationEssentials
package import GedisConfig
import GedisCrypto
import Glibc

/// Finds what is wrong with a certificate and its key by their files alone.
package struct CertificateCheck {
    private let certificate: String
    private let key: String?
    private let advice: String

    /// A check of an instance's certificate and key.
    ///
    /// - Parameters:
    ///   - files: where they are
    ///   - advice: what makes another certificate
    package init(_ files: CertificateFiles, advice: String) {
        certificate = files.certificate
        key = files.key
        self.advice = advice
    }

    /// A check of a certificate alone.
    ///
    /// - Parameters:
    ///   - path: where it is
    ///   - advice: what makes another one
    package init(_ path: String, advice: String) {
        certificate = path
        key = nil
        self.advice = advice
    }

    /// What is wrong with the dates; nil where nothing is, or where there is no certificate.
    ///
    /// - Throws: `CryptoError` when the file holds no certificate.
    package func dates() throws -> String? {
        guard let read = try read() else { return nil }
        switch read.validity(at: time(nil)) {
        case .valid: return nil
        case .notYet: return "\(certificate) is not valid before \(read.notBefore)"
        case .expired: return "\(certificate) expired on \(read.notAfter): \(advice)"
        }
    }

    /// How many days before its end a certificate deserves attention.
    package static let lastDays = 30

    /// What is wrong with the dates, or that the end is near; nil where neither is, or where there is no certificate.
    ///
    /// - Throws: `CryptoError` when the file holds no certificate.
    package func end() throws -> String? {
        guard case .valid(let days)? = try read()?.validity(at: time(nil)), days < Self.lastDays else {
            return try dates()
        }
        return "\(certificate) expires in \(days) day\(days == 1 ? "" : "s"): \(advice)"
    }

    /// What is wrong with the key: it is missing, or another certificate's; nil where nothing is.
    ///
    /// - Throws: `CryptoError` when a file holds something else.
    package func pair() throws -> String? {
        guard let key else { return nil }
        guard let read = try read() else { return "cannot read the certificate \(certificate)" }
        guard let pem = try? String(contentsOfFile: key, encoding: .utf8) else {
            return "cannot read the private key \(key)"
        }
        return try read.matches(try PrivateKey(pem: pem)) ? nil : "\(key) is not the key of \(certificate)"
    }

    /// What is wrong with the key's permissions; nil where only its owner may use it, or where there is none.
    package var exposure: String? {
        var status = stat()
        guard let key, stat(key, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
        return "the private key \(key) is open to other users: take their access away with 'chmod 600 \(key)'"
    }

    private func read() throws -> Certificate? {
        guard let pem = try? String(contentsOfFile: certificate, encoding: .utf8) else { return nil }
        return try Certificate(pem: pem)
    }
}

internal import GedisSettings

/// What a self-signed certificate shall say.
package struct CertificateRequest: Sendable {
    /// Whom it is for; the name in its subject.
    package var commonName: String
    /// The names it is good for.
    package var names: [SubjectName]
    /// What its key is.
    package var keyType: KeyType
    /// For how many days from now it is good.
    package var days: Int

    /// For how many days a certificate is good where nobody says.
    package static let standardDays = 1095

    /// For how many days a server's certificate may be good for Apple's systems to take it. Source: support.apple.com/103769.
    package static let mostDaysForApple = 825

    /// Describes a certificate for a server.
    ///
    /// - Parameters:
    ///   - commonName: the server's address
    ///   - names: the names it is good for; where there are none the common name, with `127.0.0.1` and `::1` where
    ///     that is `localhost`
    ///   - keyType: what its key is
    ///   - days: for how many days from now it is good, 1 to 36500
    /// - Throws: `CryptoError` when the common name is no host or address and no other is given, or the days are out of
    ///   range.
    package init(
        commonName: String, names: [SubjectName] = [], keyType: KeyType = .standard, days: Int = Self.standardDays
    ) throws(CryptoError) {
        guard 1...36_500 ~= days else {
            throw CryptoError(.badInput, "a certificate is good for 1 to 36500 days, not \(days)")
        }
        guard 1...64 ~= commonName.unicodeScalars.count else {
            throw CryptoError(.badInput, "a common name has 1 to 64 characters: '\(commonName)'")
        }
        self.commonName = commonName
        self.keyType = keyType
        self.days = days
        if !names.isEmpty {
            self.names = names
        } else if commonName.lowercased() == HostName.local {
            self.names = SubjectName.local
        } else {
            self.names = [try SubjectName(commonName)]
        }
    }
}

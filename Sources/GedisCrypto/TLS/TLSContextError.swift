/// Why there can be no TLS context.
package struct TLSContextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What cannot be used.
    package enum Part: Hashable, Sendable {
        /// The file of a certificate to show.
        case certificate
        /// The file of that certificate's key.
        case key
        /// The file of the authorities that the other side's certificate must lead to.
        case authorities
        /// The name or address of the server.
        case server
        /// OpenSSL itself.
        case library
    }

    /// What cannot be used.
    package let part: Part
    /// The path of the file, or the name.
    package let name: String
    /// What the system says of a file that cannot be read, and OpenSSL of anything else.
    package let reason: String
    /// Whether it is a file that cannot be read at all.
    package let isUnreadable: Bool

    init(_ part: Part, _ name: String, reason: String, isUnreadable: Bool = false) {
        self.part = part
        self.name = name
        self.reason = reason
        self.isUnreadable = isUnreadable
    }

    /// The file or the name, and the reason.
    package var description: String { "\(name): \(reason)" }
}

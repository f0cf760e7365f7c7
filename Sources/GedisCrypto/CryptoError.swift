/// Why a key, a certificate or a sealed text could not be made or read.
package struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of mistake it is, for programs.
    package struct Code: Hashable, Sendable {
        private enum Kind { case notSealed, wrongKey, otherMachines, wrongPlace, badInput, file, failed }
        private let kind: Kind

        /// The text isn't sealed text.
        package static let notSealed = Code(kind: .notSealed)
        /// The text was sealed with another key, or changed since.
        package static let wrongKey = Code(kind: .wrongKey)
        /// The text was sealed for the keys of machines, and the key is none of them.
        package static let otherMachines = Code(kind: .otherMachines)
        /// The text was sealed for another place than where it stands.
        package static let wrongPlace = Code(kind: .wrongPlace)
        /// What was given is not what it should be: a key type, a name, a PEM text.
        package static let badInput = Code(kind: .badInput)
        /// A file could not be read or written, or others may read it.
        package static let file = Code(kind: .file)
        /// OpenSSL failed.
        package static let failed = Code(kind: .failed)
    }

    /// What kind of mistake it is.
    package var code: Code
    /// What was wrong and what to do.
    package var description: String

    /// Says what was wrong.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension CryptoError {
    /// An error with the reasons that OpenSSL gives for it; empties this thread's error queue.
    static func openSSL(_ code: Code, _ what: String) -> CryptoError {
        let reasons = OpenSSLReasons.take()
        return CryptoError(code, reasons.isEmpty ? what : "\(what): \(reasons.joined(separator: ", "))")
    }
}

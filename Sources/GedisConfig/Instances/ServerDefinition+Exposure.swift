internal import GedisSettings

extension ServerDefinition {
    /// Why the server is open to unauthenticated clients; nil where only this machine reaches it, or only whom it knows, and encrypted.
    public var exposure: String? {
        guard !HostName.isLoopback(addr) else { return nil }
        var missing: [String] = []
        let asksForCertificates = ssl && !clientCA.isEmpty
        if passwords.isEmpty, users.isEmpty, !asksForCertificates {
            missing.append("without a password or users, so that anyone may call")
        }
        if !ssl { missing.append("without TLS, so that anyone on the way can read and change what is said") }
        guard !missing.isEmpty else { return nil }
        return "listens on \(addr), which other machines can reach, \(missing.joined(separator: ", and ")): "
            + "set password or users, set ssl=true, or listen on \(HostName.local)"
    }
}

internal import GedisSettings

/// A server's address as a URL: `redis://user:password@host:port`, `rediss://…` with TLS, or `unix://path`.
///
/// Source: the registration of the scheme `redis` with IANA; the percent-encoding is RFC 3986's. Errors never cite what
/// may be a password.
package struct ClientURL: Sendable {
    /// What a client's definition says where the URL does.
    package let assignments: [Assignment]

    /// The password that it says; nil where it says none.
    package var password: String? {
        assignments.first { $0.key == "password" && !$0.value.isEmpty }?.value
    }

    /// A URL as it may be shown: with a word in place of its password.
    package static func withoutPassword(_ text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound, let at = text.lastIndex(of: "@"), at > start,
            let colon = text[start..<at].firstIndex(of: ":"), text.index(after: colon) < at
        else { return text }
        return String(text[...colon] + "(secret)" + text[at...])
    }

    /// A URL without the user and the password.
    package static func withoutCredentials(_ text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return text }
        let end = text[start...].firstIndex(of: "/") ?? text.endIndex
        guard let at = text[start..<end].lastIndex(of: "@") else { return text }
        return String(text[..<start] + text[text.index(after: at)...])
    }

    /// Whether a word is meant as a URL, be it right or wrong.
    package static func isURL(_ text: String) -> Bool {
        let scheme = text.prefix { $0.isASCII && $0.isLetter }
        return !scheme.isEmpty && text.dropFirst(scheme.count).hasPrefix("://")
    }

    /// Reads a URL.
    ///
    /// - Throws: `ConfigError` that says which part is wrong.
    package init(_ text: String) throws(ConfigError) {
        let end = text.firstIndex(of: ":") ?? text.endIndex
        let scheme = text[..<end].lowercased()
        guard ["redis", "rediss", "unix"].contains(scheme) else {
            throw Self.wrong("'\(scheme.visible)' is no scheme for it; there are redis, rediss (with TLS) and unix")
        }
        let rest = text[end...].dropFirst(3)
        guard !rest.contains("?"), !rest.contains("#") else {
            throw Self.wrong("what follows '?' or '#' means nothing here; in a password write %3F or %23")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        // A password may have an @ in it that should have been written %40: the last one ends it.
        let at = rest[..<slash].lastIndex(of: "@")
        var assignments = try at.map { (at) throws(ConfigError) in try Self.credentials(rest[..<at]) } ?? []
        let address = at.map { rest[rest.index(after: $0)...] } ?? rest
        if scheme == "unix" {
            let path = try Self.decoded(address, "the path")
            guard !path.isEmpty else { throw Self.wrong("it names no path of a socket") }
            assignments.append(Assignment("unixsocket", path))
        } else {
            guard !rest[slash...].contains("@") else {
                throw Self.wrong("an '@' stands behind a '/'; in a password write %2F for '/'")
            }
            assignments += try Self.server(rest[address.startIndex..<slash])
            assignments += [Assignment("ssl", scheme == "rediss" ? "true" : "false"), Assignment("unixsocket", "")]
            try Self.checkDatabase(rest[slash...].dropFirst())
        }
        self.assignments = assignments
    }

    private static func credentials(_ text: Substring) throws(ConfigError) -> [Assignment] {
        guard let colon = text.firstIndex(of: ":") else {
            throw wrong("what stands before '@' may be a user or a password: write user:password@ or :password@")
        }
        let user = try decoded(text[..<colon], "the user")
        let password = try decoded(text[text.index(after: colon)...], "the password")
        return [Assignment("user", user), Assignment("password", password)]
    }

    /// The host and the port, which is Redis' where there is none.
    private static func server(_ text: Substring) throws(ConfigError) -> [Assignment] {
        var host = text
        var port: Substring = "6379"
        // An IPv6 address stands in brackets, because it has colons itself.
        let hostEnd = text.lastIndex(of: "]") ?? text.startIndex
        if let colon = text[hostEnd...].firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw wrong("it names no host") }
        guard let number = Int(port), ClosedRange.ports ~= number else {
            throw wrong("what follows the host's ':' is no port (1…65535)")
        }
        return [Assignment("addr", try decoded(host, "the host")), Assignment("port", "\(number)")]
    }

    private static func checkDatabase(_ text: Substring) throws(ConfigError) {
        guard text.isEmpty || text == "0" else {
            throw wrong("a client uses database 0 only, not '\(String(text).visible)': leave out what follows the port")
        }
    }

    private static func decoded(_ text: Substring, _ part: String) throws(ConfigError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard digits.count == 2 else { throw wrong("\(part) has a '%' without two hexadecimal digits; write %25") }
            bytes.append(UInt8(digits[0] << 4 | digits[1]))
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw wrong("\(part) is not UTF-8") }
        return text
    }

    private static func wrong(_ what: String) -> ConfigError {
        ConfigError(.invalid, "this URL can't be a server's: \(what)")
    }
}

import GedisSettings
import Glibc

/// Reads the header that a proxy puts in front of a connection: the PROXY protocol, version 1 or 2.
///
/// Source: "The PROXY protocol", sections 2.1 and 2.2, which comes with HAProxy. No byte behind the header is taken.
package struct ProxyHeaderParser: Sendable {
    /// What has come of the bytes.
    package enum Outcome: Hashable, Sendable {
        /// More have to come.
        case incomplete
        /// The header is whole: where the client is, such as `192.0.2.7:4711`; nil where the proxy speaks for itself.
        case complete(client: String?)
        /// They are no header.
        case malformed(String)
    }

    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    private static let word = Array("PROXY ".utf8)
    /// The longest line that version 1 has.
    private static let longestLine = 107
    /// The longest header of version 2 that is read: addresses, and what proxies say besides.
    private static let longest = 16 + 4096

    private var bytes: [UInt8] = []

    /// Begins.
    package init() {}

    /// Whether a byte has come.
    package var hasBegun: Bool { !bytes.isEmpty }

    /// Takes bytes up to the header's end.
    ///
    /// - Returns: how many were taken, and what has come of all of them.
    package mutating func receive(_ input: some Sequence<UInt8>) -> (count: Int, outcome: Outcome) {
        var count = 0
        for byte in input {
            bytes.append(byte)
            count += 1
            let outcome = self.outcome
            if outcome != .incomplete { return (count, outcome) }
        }
        return (count, .incomplete)
    }

    private var outcome: Outcome {
        let count = bytes.count
        if bytes.prefix(Self.word.count) == Self.word.prefix(count)[...] { return line }
        guard bytes.prefix(Self.signature.count) == Self.signature.prefix(count)[...] else {
            return .malformed("it does not begin with a header")
        }
        guard count >= 16 else { return .incomplete }
        let length = Int(bytes[14]) << 8 | Int(bytes[15])
        guard bytes[12] >> 4 == 2, bytes[12] & 0xF <= 1 else { return .malformed("a version or a command is unknown") }
        guard 16 + length <= Self.longest else { return .malformed("the header is longer than \(Self.longest) bytes") }
        return count < 16 + length ? .incomplete : binary
    }

    // MARK: - Version 1

    private var line: Outcome {
        guard bytes.last == 0x0A else {
            return bytes.count < Self.longestLine ? .incomplete : .malformed("the header's line has no end")
        }
        guard bytes.count > 1, bytes[bytes.count - 2] == 0x0D else {
            return .malformed("the header's line ends without a CR")
        }
        let text = String(decoding: bytes.dropLast(2), as: UTF8.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words[1] == "UNKNOWN" { return .complete(client: nil) }
        guard words.count == 6, let version = ["TCP4": 4, "TCP6": 6][words[1]],
            [words[2], words[3]].allSatisfy({ $0.contains(":") == (version == 6) && InternetAddress($0) != nil }),
            let port = Self.port(words[4]), Self.port(words[5]) != nil
        else { return .malformed("the header's line is none: PROXY TCP4|TCP6 and two addresses and two ports") }
        return .complete(client: version == 6 ? "[\(words[2].lowercased())]:\(port)" : "\(words[2]):\(port)")
    }

    private static func port(_ text: Substring) -> Int? {
        guard 1...5 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let port = Int(text),
            ClosedRange.portsOrZero ~= port, text == "\(port)"
        else { return nil }
        return port
    }

    // MARK: - Version 2

    private var binary: Outcome {
        // A proxy that looks whether the server is there.
        guard bytes[12] & 0xF == 1 else { return .complete(client: nil) }
        let addresses = bytes[16...]
        switch bytes[13] {
        case 0x11:
            guard addresses.count >= 12 else { return .malformed("the header is too short for its addresses") }
            return .complete(client: Self.text(addresses.prefix(4), AF_INET, port: addresses.dropFirst(8)))
        case 0x21:
            guard addresses.count >= 36 else { return .malformed("the header is too short for its addresses") }
            return .complete(client: Self.text(addresses.prefix(16), AF_INET6, port: addresses.dropFirst(32)))
        // Unspecified, and Unix sockets.
        case 0x00, 0x31: return .complete(client: nil)
        default: return .malformed("the header is not of a connection over TCP")
        }
    }

    private static func text(_ address: ArraySlice<UInt8>, _ family: Int32, port: ArraySlice<UInt8>) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = address.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) }
        let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let number = Int(port[port.startIndex]) << 8 | Int(port[port.startIndex + 1])
        return family == AF_INET6 ? "[\(host)]:\(number)" : "\(host):\(number)"
    }
}

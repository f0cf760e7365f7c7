import GedisSockets
import Testing

/// The header of the PROXY protocol, as bytes.
@Suite struct ProxyHeaderTests {
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]
    private static let ends: [UInt8] = [192, 0, 2, 7, 10, 0, 0, 1, 0x12, 0x67, 0x26, 0xAC]

    private static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? rest.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 0xFF)] + rest
    }

    private func outcome(_ bytes: [UInt8]) -> ProxyHeaderParser.Outcome {
        var parser = ProxyHeaderParser()
        let (count, outcome) = parser.receive(bytes + Array("PING\r\n".utf8))
        if case .complete = outcome { #expect(count == bytes.count) }
        // However it comes.
        var slow = ProxyHeaderParser()
        var last = ProxyHeaderParser.Outcome.incomplete
        for byte in bytes + Array("PING\r\n".utf8) where last == .incomplete { last = slow.receive([byte]).outcome }
        #expect(last == outcome)
        return outcome
    }

    @Test(arguments: [
        ("PROXY TCP4 192.0.2.7 10.0.0.1 4711 6379\r\n", "192.0.2.7:4711"),
        ("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535"),
        ("PROXY TCP6 2001:DB8::7 ::1 4711 6379\r\n", "[2001:db8::7]:4711"),
        ("PROXY TCP6 ::ffff:192.0.2.7 ::1 0 1\r\n", "[::ffff:192.0.2.7]:0"),
        ("PROXY UNKNOWN\r\n", nil), ("PROXY UNKNOWN ffff:f...f:ffff ffff 65535 65535\r\n", nil),
    ])
    func aLineSaysWhereTheClientIs(line: String, client: String?) {
        #expect(outcome(Array(line.utf8)) == .complete(client: client))
    }

    @Test func bytesSayWhereTheClientIs() {
        #expect(outcome(Self.binary(0x21, 0x11, Self.ends)) == .complete(client: "192.0.2.7:4711"))
        #expect(outcome(Self.binary(0x21, 0x11, Self.ends + [4, 0, 1, 0])) == .complete(client: "192.0.2.7:4711"))
        let address: [UInt8] = [0x20, 1, 0xD, 0xB8] + Array(repeating: 0, count: 11) + [7]
        let six = address + Array(repeating: 0, count: 15) + [1, 0x12, 0x67, 0, 1]
        #expect(outcome(Self.binary(0x21, 0x21, six)) == .complete(client: "[2001:db8::7]:4711"))
        #expect(outcome(Self.binary(0x20, 0x00, [])) == .complete(client: nil))
        #expect(outcome(Self.binary(0x20, 0x11, Self.ends)) == .complete(client: nil))
        #expect(outcome(Self.binary(0x21, 0x31, Array(repeating: 0, count: 216))) == .complete(client: nil))
    }

    @Test(arguments: [
        "PING\r\n", "*1\r\n$4\r\nPING\r\n", "proxy TCP4 1.1.1.1 1.1.1.1 1 1\r\n", "PROXY\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 4711\r\n", "PROXY TCP4 192.0.2.7 10.0.0.1 4711 6379 1\r\n",
        "PROXY TCP4 192.0.2.256 10.0.0.1 4711 6379\r\n", "PROXY TCP4 192.0.2.07 10.0.0.1 4711 6379\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 65536 6379\r\n", "PROXY TCP4 192.0.2.7 10.0.0.1 04711 6379\r\n",
        "PROXY TCP4  192.0.2.7 10.0.0.1 4711 6379\r\n", "PROXY TCP4 192.0.2.7 10.0.0.1 4711 6379\n",
        "PROXY TCP6 192.0.2.7 10.0.0.1 4711 6379\r\n", "PROXY TCP4 ::1 ::1 4711 6379\r\n",
        "PROXY TCP6 1::2::3 ::1 4711 6379\r\n", "PROXY TCP6 fe80::1%eth0 ::1 4711 6379\r\n",
        "PROXY UDP4 192.0.2.7 10.0.0.1 4711 6379\r\n", "PROXY \r\n",
        "PROXY UNKNOWN " + String(repeating: "x", count: 93) + "\r\n",
    ])
    func whatIsNoLineIsRefused(line: String) {
        guard case .malformed = outcome(Array(line.utf8)) else {
            Issue.record("\(line)")
            return
        }
    }

    @Test func whatIsNoHeaderInBytesIsRefused() {
        for bytes in [
            Self.binary(0x11, 0x11, Self.ends), Self.binary(0x22, 0x11, Self.ends), Self.binary(0x21, 0x12, Self.ends),
            Self.binary(0x21, 0x41, Self.ends), Self.binary(0x21, 0x11, Array(Self.ends.dropLast())),
            Self.binary(0x21, 0x21, Self.ends), Self.binary(0x21, 0x11, Self.ends, length: 4097),
            Self.signature.dropLast() + [11],
        ] {
            guard case .malformed = outcome(bytes) else {
                Issue.record("\(bytes)")
                continue
            }
        }
    }
}

import GedisSettings
import Testing

/// Addresses, and ranges of them.
@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("127.0.0.1", ["127.0.0.1", "::ffff:127.0.0.1"], ["127.0.0.2", "::1", "", "x", "127.0.0.1:80"]),
        ("10.0.0.0/8", ["10.0.0.0", "10.255.1.2"], ["11.0.0.0", "9.255.255.255"]),
        ("192.168.4.0/22", ["192.168.4.1", "192.168.7.255"], ["192.168.8.0", "192.168.3.255"]),
        ("::1", ["::1", "0:0:0:0:0:0:0:1"], ["::2", "1::", "127.0.0.1"]),
        ("2001:db8::/33", ["2001:DB8:7fff::1"], ["2001:db8:8000::", "2001:db9::"]),
        ("0.0.0.0/0", ["1.2.3.4"], ["::1"]), ("::/0", ["fe80::1"], ["1.2.3.4"]),
    ])
    func aRangeHasWhatBeginsAlike(text: String, inside: [String], outside: [String]) throws {
        let range = try #require(AddressRange(text))
        #expect(inside.allSatisfy { range.contains($0) })
        #expect(!outside.contains { range.contains($0) })
        #expect(range.description == text)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/+8", "1.2.3.4/8/8", ":",
        ":::",
        "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1/129", "[::1]", "fe80::1%eth0",
        "localhost",
        "::1.2.3", "1:2:3:4:5:6:7:8::",
    ])
    func whatIsNoneIsRefused(text: String) { #expect(AddressRange(text) == nil) }
}

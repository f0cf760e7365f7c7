import GedisKit
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("YQ==", "a"), ("OnPDqXNhbWU=", ":sésame"), ("dml0bzpnZWhlaW0", "vito:geheim")])
    func base64IsDecoded(_ text: String, _ bytes: String) {
        #expect(Base64.decode(text, isPaddingRequired: false) == Array(bytes.utf8))
        #expect(Base64.decode(text + "?", isPaddingRequired: false) == nil)
    }

    @Test func whatIsEncodedIsDecoded() {
        for count in 0...64 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            let text = Base64.encode(bytes)
            #expect(Base64.decode(text) == bytes)
            #expect(Base64.decode(text.filter { $0 != "=" }, isPaddingRequired: false) == bytes)
        }
    }

    @Test(arguments: [
        "YQ", "YQ=", "YQ===", "Y", "Y===", "====", "=YQ=", "YQ==YQ==", "YQ==\n", " YQ==", "Y Q=", "YQ-_", "YQé=",
        "Y\u{0}Q=",
    ])
    func whatIsNoBase64IsRefused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

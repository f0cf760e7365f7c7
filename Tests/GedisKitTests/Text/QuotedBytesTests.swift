import GedisKit
import Testing

@Suite struct QuotedBytesTests {
    @Test func quotesAsRedisCliAndMONITORDo() {
        #expect(QuotedBytes(Array(#"a "b" \ ~"#.utf8)).description == #""a \"b\" \\ ~""#)
        #expect(QuotedBytes([0x07, 0x08, 0x09, 0x0A, 0x0D]).description == #""\a\b\t\n\r""#)
        #expect(QuotedBytes([0x00, 0x0B, 0x1F, 0x7F, 0xC3, 0xFF]).description == #""\x00\x0b\x1f\x7f\xc3\xff""#)
        #expect(QuotedBytes([]).description == #""""#)
    }
}

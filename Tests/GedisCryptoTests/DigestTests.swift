import GedisCrypto
import Testing

@Suite struct DigestTests {
    @Test func isSHA256OfLengthAndBytes() {
        // printf '\0\0\0\0\0\0\0\3abc' | sha256sum
        let expected = "c3494ca1a2cf8eeb8a11ded316fb55b83c3bbbedb6313cd50415251e5d09e12f"
        #expect(Digest.sha256(Array("abc".utf8)) == expected)
    }

    @Test func tellsPartsApart() {
        #expect(Digest.sha256([1], [2, 3]) != Digest.sha256([1, 2], [3]))
        #expect(Digest.sha256() != Digest.sha256([]))
    }
}

import GedisCrypto
import Testing

@Suite struct SealingTests {
    let key: SealingKey

    init() throws { key = try SealingKey() }

    @Test(arguments: ["", "hunter2", "pässwörd 🔑", "a\u{0}b\nc", String(repeating: "x", count: 10_000)])
    func opensWhatItSealed(_ text: String) throws {
        let sealed = try key.seal(text)
        #expect(SealingKey.isSealed(sealed))
        #expect(try key.open(sealed) == text)
    }

    @Test func sealsTheSameTextDifferentlyEachTime() throws {
        #expect(try key.seal("secret") != key.seal("secret"))
    }

    @Test func sealedTextIsPlainYAML() throws {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=:")
        for length in 0..<40 {
            let sealed = try key.seal(String(repeating: "s", count: length))
            #expect(sealed.hasPrefix("sealed:v1:") && allowed.isSuperset(of: sealed) && sealed.last != ":")
        }
    }

    @Test func anotherKeyDoesNotOpenIt() throws {
        let sealed = try key.seal("secret")
        let other = try SealingKey()
        let error = #expect(throws: CryptoError.self) { try other.open(sealed) }
        #expect(error?.code == .wrongKey)
    }

    @Test func anyChangedByteIsNoticed() throws {
        let sealed = Array(try key.seal("secret").utf8)
        for index in sealed.indices.dropFirst("sealed:v1:".utf8.count) where sealed[index] != UInt8(ascii: "=") {
            var changed = sealed
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            // The last character has bits that are no part of any byte.
            if (try? key.open(text)) != nil { #expect(index >= sealed.count - 4) }
        }
    }

    @Test(arguments: [
        "", "secret", "sealed:", "sealed:v1:", "sealed:v1:AAAA", "sealed:v2:" + String(repeating: "A", count: 48),
        "sealed:v1:" + String(repeating: "?", count: 48), "sealed:v1:AAAA AAAA" + String(repeating: "A", count: 40),
        "sealed:v1:" + String(repeating: "=", count: 48),
    ])
    func whatIsNoSealedTextIsCalledSo(_ text: String) {
        let error = #expect(throws: CryptoError.self) { try key.open(text) }
        #expect(error?.code == .notSealed)
    }
}

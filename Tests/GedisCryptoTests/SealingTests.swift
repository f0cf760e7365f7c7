import GedisCrypto
import GedisKit
import Testing

@Suite struct SealingTests {
    let key: SealingKey
    let place = "server/main/password"

    init() throws { key = try SealingKey() }

    @Test(arguments: ["", "hunter2", "pässwörd 🔑", "a\u{0}b\nc", String(repeating: "x", count: 10_000)])
    func opensWhatItSealed(_ text: String) throws {
        let sealed = try key.seal(text, for: place)
        #expect(SealingKey.isSealed(sealed))
        #expect(try key.open(sealed, for: place) == text)
    }

    @Test func sealsTheSameTextDifferentlyEachTime() throws {
        #expect(try key.seal("secret", for: place) != key.seal("secret", for: place))
    }

    @Test func sealedTextIsPlainYAML() throws {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=:")
        for length in 0..<40 {
            let sealed = try key.seal(String(repeating: "s", count: length), for: place)
            #expect(sealed.hasPrefix("sealed:v2:") && allowed.isSuperset(of: sealed) && sealed.last != ":")
        }
    }

    @Test func anotherKeyDoesNotOpenIt() throws {
        let sealed = try key.seal("secret", for: place)
        let other = try SealingKey()
        let error = #expect(throws: CryptoError.self) { try other.open(sealed, for: place) }
        #expect(error?.code == .wrongKey)
    }

    @Test func anyChangedByteIsNoticed() throws {
        let sealed = Array(try key.seal("secret", for: place).utf8)
        for index in sealed.indices.dropFirst("sealed:v2:".utf8.count) where sealed[index] != UInt8(ascii: "=") {
            var changed = sealed
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            // The last character has bits that are no part of any byte.
            if (try? key.open(text, for: place)) != nil { #expect(index >= sealed.count - 4) }
        }
    }

    @Test(arguments: [
        "", "secret", "sealed:", "sealed:v1:", "sealed:v1:AAAA", "sealed:v3:" + String(repeating: "A", count: 48),
        "sealed:v1:" + String(repeating: "?", count: 48), "sealed:v1:AAAA AAAA" + String(repeating: "A", count: 40),
        "sealed:v1:" + String(repeating: "=", count: 48), "sealed:v2:", "sealed:v2:AAAA", "sealed:v2:QUJD",
    ])
    func whatIsNoSealedTextIsCalledSo(_ text: String) {
        let error = #expect(throws: CryptoError.self) { try key.open(text, for: place) }
        #expect(error?.code == .notSealed)
    }

    @Test(arguments: ["server/other/password", "client/main/password", "server/main/users.v.password", ""])
    func opensOnlyWhereItWasSealedFor(_ other: String) throws {
        let sealed = try key.seal("secret", for: place)
        let error = #expect(throws: CryptoError.self) { try key.open(sealed, for: other) }
        #expect(error?.code == .wrongPlace)
        #expect(error?.description.hasPrefix("sealed for server/main/password, and opens nowhere else") == true)
    }

    @Test func anotherPlaceCannotBeWrittenInto() throws {
        let bytes = try #require(Base64.decode(try key.seal("secret", for: place).dropFirst("sealed:v2:".count)))
        let other = "server/evil/password"
        let changed = "sealed:v2:" + Base64.encode(Array(other.utf8) + bytes.dropFirst(place.utf8.count))
        let error = #expect(throws: CryptoError.self) { try key.open(changed, for: other) }
        #expect(error?.code == .wrongKey)
        #expect(throws: CryptoError.self) { try key.seal("secret", for: "a\u{0}b") }
    }

    @Test func whatWasSealedForNoPlaceStillOpens() throws {
        let old = "sealed:v1:AAECAwQFBgcICQoLL3e4b6CX8Imj2o0zdFhrmG3OoJ9ti3Y="
        let key = try SealingKey(bytes: Array(0..<32))
        #expect(try key.open(old, for: place) == "hunter2")
        #expect(!SealingKey.isBound(old))
        #expect(SealingKey.isBound(try key.seal("hunter2", for: place)))
    }
}

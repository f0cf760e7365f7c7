import GedisCrypto
import GedisKit
import Testing

@Suite struct MachineKeyTests {
    let own: SealingKey
    let other: SealingKey
    let third: SealingKey
    let place = "server/main/password"

    init() throws { (own, other, third) = (try SealingKey(), try SealingKey(), try SealingKey()) }

    private func sealed(_ text: String = "hunter2") throws -> String {
        try own.seal(text, for: place, and: [try other.machineKey])
    }

    @Test(arguments: ["", "hunter2", "pässwörd 🔑", String(repeating: "x", count: 10_000)])
    func whoSealsAndWhomItIsForOpenIt(_ text: String) throws {
        let sealed = try sealed(text)
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=:")
        #expect(sealed.hasPrefix("sealed:v3:") && allowed.isSuperset(of: sealed))
        #expect(SealingKey.isSealed(sealed) && SealingKey.isBound(sealed))
        #expect(try own.open(sealed, for: place) == text)
        #expect(try other.open(sealed, for: place) == text)
        let error = #expect(throws: CryptoError.self) { try third.open(sealed, for: place) }
        #expect(error?.code == .otherMachines)
    }

    @Test func itOpensOnlyWhereItWasSealedFor() throws {
        let sealed = try sealed()
        for key in [own, other] {
            let error = #expect(throws: CryptoError.self) { try key.open(sealed, for: "server/other/password") }
            #expect(error?.code == .wrongPlace)
        }
    }

    @Test func anyChangedByteIsNoticed() throws {
        let bytes = try #require(Base64.decode(try sealed().dropFirst("sealed:v3:".count)))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let text = "sealed:v3:" + Base64.encode(changed)
            #expect(throws: CryptoError.self) { try own.open(text, for: place) }
        }
        for count in 0..<bytes.count {
            let text = "sealed:v3:" + Base64.encode(Array(bytes[..<count]))
            #expect(throws: CryptoError.self) { try own.open(text, for: place) }
        }
    }

    @Test func aMachineThatIsTakenOutOfTheTextKeepsAnyFromOpeningIt() throws {
        // Place, zero byte, point, number of keys; then mark and wrapped key of each.
        var bytes = try #require(Base64.decode(try sealed().dropFirst("sealed:v3:".count)))
        let start = place.utf8.count + 1 + 32
        #expect(bytes[start] == 2)
        bytes[start] = 1
        bytes.removeSubrange(start + 1 + 56..<start + 1 + 112)
        let text = "sealed:v3:" + Base64.encode(bytes)
        let error = #expect(throws: CryptoError.self) { try own.open(text, for: place) }
        #expect(error?.code == .wrongKey)
    }

    @Test func whomItIsForIsKnownWithoutAKey() throws {
        let sealed = try sealed()
        let (machine, none) = (try other.machineKey, try third.machineKey)
        #expect(SealingKey.isSealed(sealed, for: machine))
        #expect(!SealingKey.isSealed(sealed, for: none))
        #expect(own.isSealed(sealed, forSelfAnd: [machine]))
        #expect(!own.isSealed(sealed, forSelfAnd: []))
        #expect(!own.isSealed(sealed, forSelfAnd: [machine, none]))
        #expect(own.isSealed(try own.seal("x", for: place), forSelfAnd: []))
        #expect(!own.isSealed(try own.seal("x", for: place), forSelfAnd: [machine]))
    }

    @Test func aKeyIsReadAsItIsWritten() throws {
        let key = try own.machineKey
        #expect(MachineKey(key.text) == key)
        #expect(key.text.count == "x25519:".count + 44)
        #expect(try SealingKey(bytes: Array(0..<32)).machineKey == SealingKey(bytes: Array(0..<32)).machineKey)
        for text in ["", "x25519:", "x25519:AAAA", "age1xyz", String(key.text.dropLast(4))] {
            #expect(MachineKey(text) == nil)
        }
    }

    /// The point of small order has no secret in common with anybody.
    @Test func aPointThatIsNoKeyIsRefused() throws {
        let zero = try #require(MachineKey("x25519:" + Base64.encode([UInt8](repeating: 0, count: 32))))
        #expect(throws: CryptoError.self) { try own.seal("x", for: place, and: [zero]) }
    }
}

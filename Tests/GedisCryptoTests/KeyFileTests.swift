import Foundation
import GedisCrypto
import TestSupport
import Testing

@Suite struct KeyFileTests {
    let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test func isMadeOnceForItsOwnerOnly() throws {
        let path = scratch.folder + "/a/b/secret.key"
        let sealed = try SealingKey.loadOrCreate(file: path).seal("text", for: "place")
        #expect(try SealingKey.loadOrCreate(file: path).open(sealed, for: "place") == "text")
        #expect(try SealingKey(file: path).open(sealed, for: "place") == "text")
        #expect(try permissions(of: path) == 0o600)
        #expect(try permissions(of: scratch.folder + "/a/b") == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder + "/a/b") == ["secret.key"])
    }

    @Test func allWhoMakeItAtOnceGetTheSameKey() async throws {
        let path = scratch.folder + "/secret.key"
        let sealed = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<32 {
                group.addTask { try SealingKey.loadOrCreate(file: path).seal("\(number)", for: "place") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let key = try SealingKey(file: path)
        #expect(try Set(sealed.map { text throws(CryptoError) in try key.open(text, for: "place") }).count == 32)
    }

    @Test(arguments: [0o640, 0o604, 0o644])
    func isRefusedWhenOthersMayReadIt(_ mode: Int) throws {
        let path = scratch.folder + "/secret.key"
        _ = try SealingKey.loadOrCreate(file: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let error = #expect(throws: CryptoError.self) { try SealingKey.loadOrCreate(file: path) }
        #expect(error?.code == .file)
        #expect(error?.description.contains("chmod 600") == true)
    }

    @Test(arguments: [0, 31, 33])
    func isRefusedWhenItHasTheWrongLength(_ count: Int) throws {
        let path = try scratch.write(String(repeating: "k", count: count), to: "secret.key", mode: 0o600)
        let error = #expect(throws: CryptoError.self) { try SealingKey(file: path) }
        #expect(error?.description.contains("does not hold the 32 bytes") == true)
        #expect(throws: CryptoError.self) { try SealingKey(bytes: Array(repeating: 0, count: count)) }
    }

    @Test func isMissedByName() {
        let error = #expect(throws: CryptoError.self) { try SealingKey(file: scratch.folder + "/none") }
        #expect(error?.description == "cannot open the key file \(scratch.folder)/none: No such file or directory")
    }

    private func permissions(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

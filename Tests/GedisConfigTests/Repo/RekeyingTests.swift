import Foundation
import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct RekeyingTests {
    static let redis = BackendSchema(
        type: "redis", help: "keeps values in Redis", settings: [.init(name: "password", help: "", format: .secret)])
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo(backendTypes: [.memory, Self.redis]) }

    private var key: String { scratch.home + "/key" }

    /// A repo with a secret in each kind of place, of which one is in no place that is known.
    private func fill() throws {
        try scratch.repo.create(
            .server, "main", [Assignment("password", "one"), Assignment("users.v.password", "two")])
        try scratch.repo.create(.client, "c", [Assignment("password", "three")])
        try scratch.repo.create(.backend, "b", [Assignment("type", "redis"), Assignment("password", "four")])
        let sealed = try scratch.repo.secrets.seal("five", for: SecretPlace(.server, "odd", "pasword"))
        try scratch.write("# ours\nport: x\npasword: ['\(sealed)', plain] # why\n", to: "server/odd.yaml")
        try scratch.write("password: plain\n", to: "client/plain.yaml")
    }

    /// Where the secrets of that repo, and of those below, stand.
    private static let places = [
        SecretPlace(.server, "main", "password"), SecretPlace(.server, "main", "users.v.password"),
        SecretPlace(.client, "c", "password"), SecretPlace(.backend, "b", "password"),
        SecretPlace(.server, "odd", "pasword"),
    ]

    /// The secrets of the repo, as a key file opens them, each in one place alone.
    private func secrets(_ store: KeyFile? = nil) throws -> [String] {
        let store = store ?? KeyFile(path: key)
        let texts = try scratch.files().flatMap { file in
            try scratch.read(file).matches(of: #/sealed:v2:[A-Za-z0-9+\/=]+/#).map { String($0.output) }
        }
        return try texts.map { text throws(ConfigError) in
            let opened = Self.places.compactMap { try? store.open(text, for: $0) }
            #expect(opened.count <= 1)
            if let secret = opened.first { return secret }
            return try store.open(text, for: Self.places[0])
        }.sorted()
    }

    @Test func allIsSealedAnewWithANewKey() throws {
        try fill()
        try FileManager.default.copyItem(atPath: key, toPath: key + ".then")
        let before = try scratch.read("server/odd.yaml")
        let plain = try scratch.read("client/plain.yaml")
        #expect(try scratch.repo.rekey() == ["server/main.yaml", "server/odd.yaml", "client/c.yaml", "backend/b.yaml"])
        #expect(try secrets() == ["five", "four", "one", "three", "two"])
        let error = #expect(throws: ConfigError.self) { try secrets(KeyFile(path: key + ".then")) }
        #expect(error?.description.contains("sealed with another key") == true)
        let after = try scratch.read("server/odd.yaml")
        #expect(after != before)
        let sealed = #/sealed:v2:[^']+/#
        #expect(after.replacing(sealed, with: "") == before.replacing(sealed, with: ""))
        #expect(try scratch.read("client/plain.yaml") == plain)
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
    }

    @Test func olderKeysOpenUntilTheyAreForgotten() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "one")])
        let other = ConfigRepo(path: scratch.home + "/other", secrets: KeyFile(path: key))
        try other.create(.client, "c", [Assignment("password", "two")])
        try scratch.repo.rekey()
        try scratch.repo.rekey()
        #expect(try other.client("c").definition.password.open() == "two")
        #expect(try other.forgetOldKeys() == ["client/c.yaml"])
        #expect(try other.client("c").definition.password.open() == "two")
        #expect(try scratch.repo.server("main").definition.password.open() == "one")
        #expect(try scratch.repo.forgetOldKeys() == [])
        #expect(try Data(contentsOf: URL(filePath: key)).count == 32)
    }

    @Test func whatCannotBeOpenedIsNamedAndNothingIsChanged() throws {
        try fill()
        let foreign = try KeyFile(path: scratch.home + "/foreign").seal("x", for: Self.places[0])
        try scratch.write("a: \(foreign)\nb:\n  - \(foreign)\nc: sealed:v1:no\n", to: "client/z.yaml")
        let files = try scratch.files().map { try scratch.read($0) }
        let keys = try Data(contentsOf: URL(filePath: key))
        for change in [scratch.repo.rekey, scratch.repo.forgetOldKeys] {
            let error = #expect(throws: ConfigError.self) { try change() }
            #expect(
                error?.problems.map { "\($0.file):\($0.line ?? 0):\($0.column ?? 0)" } == [
                    "client/z.yaml:1:4", "client/z.yaml:3:5", "client/z.yaml:4:4",
                ])
        }
        try scratch.write("a: [\n", to: "client/z.yaml")
        let broken = #expect(throws: ConfigError.self) { try scratch.repo.rekey() }
        #expect(broken?.description.hasPrefix("client/z.yaml:2:1: ") == true)
        try scratch.write("a: \(foreign)\nb:\n  - \(foreign)\nc: sealed:v1:no\n", to: "client/z.yaml")
        #expect(try scratch.files().map { try scratch.read($0) } == files)
        #expect(try Data(contentsOf: URL(filePath: key)) == keys)
    }

    @Test func aLinkToTheKeyStaysOne() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "one")])
        try FileManager.default.moveItem(atPath: key, toPath: scratch.home + "/elsewhere")
        try FileManager.default.createSymbolicLink(atPath: key, withDestinationPath: scratch.home + "/elsewhere")
        try scratch.repo.rekey()
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: key) == scratch.home + "/elsewhere")
        #expect(try scratch.repo.server("main").definition.password.open() == "one")
        #expect(try secrets(KeyFile(path: scratch.home + "/elsewhere")) == ["one"])
    }

    @Test func whereNothingIsSealedNoKeyIsMade() throws {
        try scratch.repo.create(.server, "main")
        #expect(try scratch.repo.rekey() == [])
        #expect(!FileManager.default.fileExists(atPath: key))
    }

    @Test func reposWithOneKeyLoseNothingToEachOther() async throws {
        let repos = [0, 1, 2].map { ConfigRepo(path: scratch.home + "/\($0)", secrets: KeyFile(path: key)) }
        for repo in repos { try repo.create(.server, "main", [Assignment("password", "start")]) }
        try await withThrowingTaskGroup { group in
            for repo in repos {
                group.addTask { for _ in 0..<5 { try repo.rekey() } }
                group.addTask {
                    for number in 0..<5 {
                        try repo.create(.client, "c\(number)", [Assignment("password", "\(number)")])
                    }
                }
            }
            try await group.waitForAll()
        }
        for repo in repos {
            #expect(try repo.server("main").definition.password.open() == "start")
            for number in 0..<5 { #expect(try repo.client("c\(number)").definition.password.open() == "\(number)") }
        }
        #expect(try Data(contentsOf: URL(filePath: key)).count == 16 * 32)
        let more = try FileManager.default.contentsOfDirectory(atPath: scratch.home).filter { $0.hasPrefix("key.") }
        #expect(more.isEmpty)
    }

    @Test func aKeyFileHasNoRoomForEver() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "one")])
        for _ in 0..<63 { try scratch.repo.rekey() }
        let error = #expect(throws: ConfigError.self) { try scratch.repo.rekey() }
        #expect(error?.description.contains("64 keys at most") == true)
        #expect(try scratch.repo.server("main").definition.password.open() == "one")
    }

    @Test func whatWasSealedForNoPlaceIsBoundToItsOwn() throws {
        try Data(0..<32).write(to: URL(filePath: key))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let old = "sealed:v1:AAECAwQFBgcICQoLL3e4b6CX8Imj2o0zdFhrmG3OoJ9ti3Y="
        for name in ["main", "other"] { try scratch.write("password: \(old)\n", to: "server/\(name).yaml") }
        #expect(try scratch.repo.server("other").definition.password.open() == "hunter2")
        #expect(try scratch.repo.forgetOldKeys() == ["server/main.yaml", "server/other.yaml"])
        #expect(try scratch.repo.server("other").definition.password.open() == "hunter2")
        let bound = try scratch.read("server/main.yaml")
        #expect(bound.hasPrefix("password: sealed:v2:") || bound.hasPrefix("password: \"sealed:v2:"))
        try scratch.write(bound, to: "server/other.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.rekey() }
        #expect(error?.description.contains("server/other.yaml:1:11: sealed for server/main/password") == true)
    }
}

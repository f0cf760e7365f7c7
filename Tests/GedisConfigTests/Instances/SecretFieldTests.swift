import Foundation
import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct SecretFieldTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func isSealedWhenWrittenAndOpenedWhenAsked() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "hunter2")])
        try scratch.repo.create(.client, "c")
        try scratch.repo.set(.client, "c", [Assignment("password", "hunter2")])
        for file in ["server/main.yaml", "client/c.yaml"] {
            let text = try scratch.read(file)
            #expect(text.contains("password: sealed:v2:") || text.contains("password: \"sealed:v2:"))
            #expect(!text.contains("hunter2"))
        }
        let server = try scratch.repo.server("main")
        #expect(server.warnings.isEmpty)
        #expect(try server.definition.password.open() == "hunter2")
        #expect(try scratch.repo.client("c").definition.password.open() == "hunter2")
    }

    @Test func anEmptyOneIsNotSealed() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "x")])
        try scratch.repo.set(.server, "main", [Assignment("password", "")])
        #expect(try scratch.repo.server("main").definition.password.isEmpty)
        #expect(try scratch.read("server/main.yaml").contains("password: \"\" "))
    }

    @Test func plainTextIsTakenWithAWarningAndCanBeSealed() throws {
        try scratch.write("port: 1\npassword: 'hunter2' # mine\n", to: "server/main.yaml")
        let server = try scratch.repo.server("main")
        #expect(try server.definition.password.open() == "hunter2")
        #expect(
            server.warnings.map(\.description) == [
                "server/main.yaml:2:11: password: written in plain text; 'gedis server set main --seal' seals it"
            ])
        #expect(server.warnings.map(\.severity) == [.warning])
        #expect(try scratch.repo.seal(.server, "main") == ["password"])
        let sealed = try scratch.repo.server("main")
        #expect(sealed.warnings.isEmpty)
        #expect(try sealed.definition.password.open() == "hunter2")
        let text = try scratch.read("server/main.yaml")
        #expect(text.hasPrefix("port: 1\npassword: 'sealed:v2:") && text.hasSuffix("' # mine\n"))
        #expect(try scratch.repo.seal(.server, "main") == [])
        #expect(try scratch.read("server/main.yaml") == text)
    }

    @Test func anotherKeyIsNoticedWhenItIsOpenedAndNotBefore() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "hunter2")])
        let other = ConfigRepo(path: scratch.repo.path, secrets: KeyFile(path: scratch.home + "/other"))
        let server = try other.server("main")
        #expect(server.definition.password.isSealed)
        #expect(try other.validate().isEmpty)
        let missing = #expect(throws: ConfigError.self) { try server.definition.password.open() }
        #expect(missing?.code == .secret)
        try FileManager.default.removeItem(atPath: scratch.home + "/key")
        try scratch.repo.create(.client, "c", [Assignment("password", "new")])
        let wrong = #expect(throws: ConfigError.self) { try scratch.repo.server("main").definition.password.open() }
        #expect(wrong?.description.hasPrefix("server/main.yaml:6:11: password: sealed with another key") == true)
    }

    @Test func isNeverPrinted() throws {
        try scratch.write("password: hunter2\nport: x\n", to: "server/main.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.server("main") }
        #expect(error.map { "\($0)" }?.contains("hunter2") == false)
        let settings = try scratch.repo.settings(of: .server, "main").settings
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        let secret = Secret("hunter2")
        #expect("\(secret) \(String(reflecting: secret))" == "(plain text) (plain text)")
        #expect(settings.first { $0.field.isSecret }?.value == "(plain text)")
        #expect(try settings.first { $0.field.isSecret }?.secret?.open() == "hunter2")
    }

    @Test func noKeyIsMadeUntilOneIsNeeded() throws {
        try scratch.repo.create(.server, "main")
        _ = try scratch.repo.server("main")
        #expect(!FileManager.default.fileExists(atPath: scratch.home + "/key"))
    }

    @Test func copiedElsewhereItDoesNotOpen() throws {
        try scratch.repo.create(.server, "main", [Assignment("password", "hunter2")])
        let text = try scratch.read("server/main.yaml")
        let sealed = try #require(text.firstMatch(of: #/sealed:v2:[A-Za-z0-9+\/=]+/#)).output
        try scratch.write("password: \(sealed)\n", to: "client/evil.yaml")
        try scratch.write("users: {v: {password: '\(sealed)'}}\n", to: "server/main2.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.client("evil").definition.password.open() }
        #expect(
            error?.description
                == "client/evil.yaml:1:11: password: sealed for server/main/password, and opens nowhere else, so not for "
                + "client/evil/password: set the value here again")
        let user = try #require(try scratch.repo.server("main2").definition.users.first)
        #expect(throws: ConfigError.self) { try user.password.open() }
        #expect(try scratch.repo.server("main").definition.password.open() == "hunter2")
    }
}

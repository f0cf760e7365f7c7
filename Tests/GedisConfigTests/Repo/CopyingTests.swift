import Foundation
import GedisConfig
import TestSupport
import Testing

/// Instances that are copied, and that get other names.
@Suite struct CopyingTests {
    let scratch: ScratchRepo

    init() throws {
        scratch = try ScratchRepo()
        try scratch.repo.create(
            .server, "main", [Assignment("password", "geheim"), Assignment("users.vito.password", "auch")])
        try scratch.repo.set(.server, "main", [Assignment("namespaces.calc.settings.key", "tief", isSecret: true)])
        try scratch.repo.addNamespace("calc", to: "main", source: "source", glue: "glue")
        try scratch.write("key", to: "server/main/tls/key.pem", mode: 0o600)
        try scratch.write("key.pem\n", to: "server/main/tls/.gitignore")
    }

    private static let files = [
        "main.yaml", "main/calc.swift", "main/generated/calc.swift", "main/tls/.gitignore", "main/tls/key.pem",
    ]

    private func files(of name: String) -> [String] { Self.files.map { "server/" + $0.replacing("main", with: name) } }

    private func requireSecrets(_ name: String) throws {
        let definition = try scratch.repo.server(name).definition
        #expect(definition.password.isSealed)
        #expect(try definition.password.open() == "geheim")
        #expect(try definition.users.first?.password.open() == "auch")
        let settings = try #require(try definition.namespaces.first?.settings.json())
        #expect(String(decoding: settings, as: UTF8.self) == #"{"key":"tief"}"#)
    }

    @Test func aCopyHasAllFilesAndItsSecretsOpen() throws {
        let before = try scratch.contents(of: "server/main")
        try scratch.repo.copy(.server, "main", to: "second", [Assignment("port", "9911")])
        #expect(scratch.files() == (files(of: "main") + files(of: "second")).sorted())
        #expect(try scratch.contents(of: "server/second") == before)
        #expect(scratch.mode("server/second/tls/key.pem") == 0o600)
        try requireSecrets("main")
        try requireSecrets("second")
        #expect(try scratch.repo.server("main").definition.port == 9900)
        #expect(try scratch.repo.server("second").definition.port == 9911)
        #expect(try scratch.read("server/second.yaml").hasPrefix("# gedis server second\n"))
    }

    @Test func anotherNameIsTheSameServer() throws {
        let before = try scratch.contents(of: "server/main")
        try scratch.repo.rename(.server, "main", to: "second")
        #expect(scratch.files() == files(of: "second"))
        #expect(try scratch.contents(of: "server/second") == before)
        try requireSecrets("second")
    }

    @Test(arguments: ["taken", "folder", "no name", "main"])
    func aNameThatIsTakenOrNoneChangesNothing(new: String) throws {
        try scratch.repo.create(.server, "taken")
        try scratch.write("mine", to: "server/folder/calc.swift")
        let before = try scratch.contents(of: "server")
        #expect(throws: ConfigError.self) { try scratch.repo.copy(.server, "main", to: new) }
        #expect(throws: ConfigError.self) { try scratch.repo.rename(.server, "main", to: new) }
        #expect(try scratch.contents(of: "server") == before)
    }

    @Test func aSecretThatCannotBeOpenedChangesNothing() throws {
        try scratch.repo.create(.server, "other", [Assignment("password", "x")])
        try scratch.write(try scratch.read("server/other.yaml"), to: "server/main.yaml")
        let before = try scratch.contents(of: "server")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.rename(.server, "main", to: "second") }
        #expect(error?.description.contains("server/main.yaml:") == true)
        #expect(try scratch.contents(of: "server") == before)
    }

    @Test func aWrongValueOfACopyChangesNothing() throws {
        let before = try scratch.contents(of: "server")
        #expect(throws: ConfigError.self) {
            try scratch.repo.copy(.server, "main", to: "second", [Assignment("port", "x")])
        }
        #expect(try scratch.contents(of: "server") == before)
    }
}

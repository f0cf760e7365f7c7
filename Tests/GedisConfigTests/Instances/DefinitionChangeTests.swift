import GedisSettings
import TestSupport
import Testing

@testable import GedisConfig

/// What two states of a definition have otherwise.
@Suite struct DefinitionChangeTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    private func server(_ text: String) throws -> ServerDefinition {
        try scratch.write(text, to: "server/main.yaml")
        return try scratch.repo.server("main").definition
    }

    @Test func keysAreNamedWithWhatTakesThemOver() throws {
        let old = try server("port: 1\nlog_level: info\nusers: {vito: {password: a}, ada: {password: b}}\n")
        #expect(old.changes(to: old) == [])
        let new = try server(
            "port: 2\nlog_level: debug\nusers: {vito: {password: a, commands: ping}, bob: {password: b}}\n")
        #expect(
            old.changes(to: new) == [
                DefinitionChange("port", .changed, .restart), DefinitionChange("log_level", .changed, .reload),
                DefinitionChange("users.ada", .removed, .reload), DefinitionChange("users.bob", .added, .reload),
                DefinitionChange("users.vito.commands", .changed, .reload),
            ])
    }

    @Test func wordsThatMeanTheSameAreNoChange() throws {
        let old = try server("port: 1\nmax_request_size: 1MB\nnamespaces: {calc: {settings: {a: 1}}}\n")
        let new = try server(
            "# a comment\nnamespaces:\n  calc:\n    settings:\n      a: 1\nmax_request_size: 1024KB\nport: 1\nssl: false\n"
        )
        #expect(old.changes(to: new) == [])
    }

    @Test func settingsOfANamespaceAreOneKey() throws {
        let old = try server("namespaces: {calc: {settings: {a: 1}}}\n")
        let new = try server("namespaces: {calc: {settings: {a: 2}}}\n")
        #expect(old.changes(to: new) == [DefinitionChange("namespaces.calc.settings", .changed, .reload)])
    }

    @Test func aBackendsKeysAreNamed() {
        var old = BackendDefinition()
        (old.type, old.settings) = ("redis", ["addr": "a", "port": "1"])
        old.secrets = ["password": Secret("x")]
        var new = old
        #expect(old.keysThatDiffer(from: new) == [])
        new.settings["port"] = "2"
        new.secrets["password"] = Secret("y")
        #expect(old.keysThatDiffer(from: new) == ["password", "port"])
        new.type = "sqlite"
        #expect(old.keysThatDiffer(from: new) == ["type"])
    }
}

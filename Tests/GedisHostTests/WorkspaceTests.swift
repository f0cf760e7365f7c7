import Foundation
import GedisBackends
import GedisConfig
import GedisCore
import TestSupport
import Testing

@testable import GedisHost

@Suite struct WorkspaceTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    @Test func aDefinitionBecomesAConfiguration() throws {
        try scratch.create(
            .server, "main",
            ["addr": "127.0.0.1", "port": "9999", "unixsocket": "/run/x.sock", "password": "s3cret", "threads": "3"])
        let workspace = try scratch.workspace()
        let configuration = try workspace.configuration(of: try workspace.repo.server("main"))
        #expect(
            configuration.endpoints == [.tcp(host: "127.0.0.1", port: 9999), .unix(path: "/run/x.sock", mode: 0o700)])
        #expect(configuration.password == "s3cret")
        #expect(configuration.threads == 3)
        #expect(configuration.certificate == nil)
        #expect(configuration.controlSocket == workspace.files(of: "main").controlSocket)
    }

    @Test func whatAReloadCannotTakeOverIsNamed() throws {
        try scratch.create(.server)
        let old = try scratch.workspace().repo.server("main").definition
        #expect(old.keysThatNeedRestart(for: old).isEmpty)
        var new = old
        new.port += 1
        new.threads = 7
        #expect(Set(old.keysThatNeedRestart(for: new)) == ["port", "threads"])
    }

    @Test func aBackendWithoutAPathKeepsItsFileInTheUsersDataFolder() throws {
        try scratch.create(.backend, "main", ["type": "sqlite"])
        let backend = try scratch.workspace().makeBackend("main")
        #expect(backend.address.contains(scratch.path("data/gedis/")) && backend.address.contains("/main.sqlite"))
    }

    @Test func aFileThatAllReposSharedIsSaid() throws {
        try scratch.create(.backend, "main", ["type": "sqlite"])
        let shared = scratch.path("data/gedis/main.sqlite")
        try scratch.write("", to: "data/gedis/main.sqlite")
        let error = #expect(throws: ConfigError.self) { try scratch.workspace().makeBackend("main") }
        #expect(error?.description.contains("gedis backend set main path=\(shared)") == true)
        try scratch.workspace().repo.set(.backend, "main", [Assignment("path", shared)])
        #expect(try scratch.workspace().makeBackend("main").address.contains(shared))
    }

    @Test func aBackendThatAServerNamesAndThatIsNotThereIsMissed() throws {
        try scratch.create(.server, "main", ["dbclient_instance": "nowhere"])
        let workspace = try scratch.workspace()
        let error = #expect(throws: ConfigError.self) {
            _ = try workspace.backend(of: try workspace.repo.server("main"))
        }
        #expect(error?.code == .notFound)
    }
}

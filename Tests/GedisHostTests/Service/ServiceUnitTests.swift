import GedisConfig
import GedisHost
import TestSupport
import Testing

@Suite struct ServiceUnitTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    private func unit(_ values: [String: String], account: String? = nil, words: [String] = []) throws -> ServiceUnit {
        try scratch.create(.server, "main", values)
        let workspace = try scratch.workspace()
        return ServiceUnit(of: try workspace.repo.server("main"), in: workspace, account: account, words: words)
    }

    @Test func wordsAreWrittenAsSystemdReadsThem() throws {
        let text = try unit([:], words: ["plain", "a b", "50%", "$HOME", "say \"x\"", "back\\slash"]).text
        #expect(text.contains(#" plain "a b" 50%% $$HOME "say \"x\"" back\\slash"# + "\n"))
    }

    @Test func theDefinitionsLimitsAreTheServices() throws {
        let text = try unit(["max_connections": "2000", "shutdown_timeout": "20"]).text
        #expect(text.contains("LimitNOFILE=3024\n"))
        #expect(text.contains("TimeoutStopSec=30\n"))
    }

    @Test func aServiceOfTheUsersFindsTheUsersFilesAndWritesOnlyThere() throws {
        let unit = try unit(["unixsocket": "/run/x/main.sock"])
        #expect(unit.name == "gedis-main.service")
        #expect(unit.file == scratch.path("config/systemd/user/gedis-main.service"))
        for folder in ["state/gedis", "data/gedis"] {
            #expect(unit.text.contains("ReadWritePaths=-\(scratch.path(folder))\n"))
        }
        #expect(unit.text.contains("ReadWritePaths=-/run/x\n"))
        #expect(unit.text.contains("Environment=XDG_STATE_HOME=\(scratch.path("state"))\n"))
        #expect(unit.text.hasSuffix("WantedBy=default.target"))
        #expect(!unit.text.contains("User="))
    }

    @Test func aServiceOfTheMachineHasAnAccountAndLowPortsWhereItNeedsOne() throws {
        let low = try unit(["port": "900"], account: "gedis")
        #expect(low.file == "/etc/systemd/system/gedis-main.service")
        #expect(low.text.contains("User=gedis\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\n"))
        #expect(low.text.contains("AmbientCapabilities=CAP_NET_BIND_SERVICE\n"))
        #expect(low.text.hasSuffix("WantedBy=multi-user.target"))
    }

    @Test func aTemplateIsForAllServersOfTheRepo() throws {
        let workspace = try scratch.workspace()
        let words = StartWords().words(.supervise, ServiceUnit.anyServer, in: workspace)
        let unit = ServiceUnit(of: nil, in: workspace, account: "gedis", words: words)
        #expect(unit.file == "/etc/systemd/system/gedis@.service")
        #expect(unit.text.contains(" server start %i --repo \(scratch.path("instances")) --supervise\n"))
        #expect(unit.text.contains("Description=gedis server %i\n"))
        #expect(unit.text.contains("RuntimeDirectory=gedis/%i\nUser=gedis\n"))
        #expect(unit.text.contains("ReadWritePaths=-\(scratch.path("data/gedis"))\n"))
    }

    @Test func theFileIsWrittenWithTheFoldersThatTheServiceMayWrite() throws {
        let unit = try unit([:])
        try unit.install()
        #expect(try scratch.read("config/systemd/user/gedis-main.service") == unit.text + "\n")
        #expect(scratch.exists("state/gedis") && scratch.exists("data/gedis"))
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        try scratch.write("", to: "config/systemd")
        let unit = try unit([:])
        let error = #expect(throws: HostError.self) { try unit.install() }
        #expect(error?.code == .file)
        #expect(error?.description.contains(scratch.path("config/systemd/user")) == true)
    }
}

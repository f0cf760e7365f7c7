import Foundation
import GedisConfig
import TestSupport
import Testing

@Suite struct MachinePathsTests {
    @Test func followsTheXDGVariables() throws {
        let environment = [
            "HOME": "/home/a", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "relative", "XDG_CONFIG_HOME": "",
        ]
        let paths = try MachinePaths(environment: environment)
        #expect(paths.state == "/s/gedis")
        #expect(paths.cache == "/home/a/.cache/gedis")
        #expect(paths.config == "/home/a/.config/gedis")
        #expect(paths.data == "/home/a/.local/share/gedis")
    }

    @Test func saysWhatIsMissing() {
        let error = #expect(throws: ConfigError.self) { try MachinePaths(environment: [:]) }
        #expect(error?.description.contains("HOME") == true)
    }

    @Test func theKeyFileIsTheUsersOrNamed() throws {
        #expect(try KeyFile(environment: ["HOME": "/h"]).path == "/h/.local/share/gedis/secret.key")
        #expect(try KeyFile(environment: ["GEDIS_KEY_FILE": "/k"]).path == "/k")
    }

    @Test func serversOfOtherReposHaveOtherFiles() throws {
        let (one, other) = (try ScratchRepo(), try ScratchRepo())
        let paths = try MachinePaths(environment: ["HOME": one.home])
        let state = ServerFiles(of: "main", in: one.repo, on: paths)
        #expect(state.folder != ServerFiles(of: "main", in: other.repo, on: paths).folder)
        #expect(state.folder == ServerFiles(of: "main", in: one.repo, on: paths).folder)
        #expect(state.folder.hasPrefix(paths.state + "/") && state.pidFile == state.folder + "/pid")
        try state.makeFolder()
        let attributes = try FileManager.default.attributesOfItem(atPath: state.folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test func databasesOfOtherReposAreOtherFiles() throws {
        let (one, other) = (try ScratchRepo(), try ScratchRepo())
        let paths = try MachinePaths(environment: ["HOME": one.home])
        let file = try DatabaseFile.path(of: "main", in: one.repo, on: paths)
        #expect(try file != DatabaseFile.path(of: "main", in: other.repo, on: paths))
        #expect(try file == DatabaseFile.path(of: "main", in: one.repo, on: paths))
        #expect(file.hasPrefix(paths.data + "/") && file.hasSuffix("/main.sqlite"))
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        #expect(FileManager.default.createFile(atPath: paths.data + "/main.sqlite", contents: nil))
        #expect(try file == DatabaseFile.path(of: "main", in: one.repo, on: paths))
        let error = #expect(throws: ConfigError.self) { try DatabaseFile.path(of: "main", in: other.repo, on: paths) }
        #expect(error?.code == .exists)
    }
}

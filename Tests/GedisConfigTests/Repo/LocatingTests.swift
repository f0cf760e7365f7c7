import Foundation
import GedisConfig
import TestSupport
import Testing

@Suite struct LocatingTests {
    let scratch: ScratchRepo
    let root: String

    init() throws {
        scratch = try ScratchRepo()
        root = scratch.home + "/work"
        try FileManager.default.createDirectory(atPath: root + "/a/b", withIntermediateDirectories: true)
    }

    private func locate(option: String? = nil, _ environment: [String: String] = [:]) throws -> (String, String) {
        let location = try ConfigRepo.locate(
            option: option, environment: ["HOME": scratch.home].merging(environment) { $1 },
            workingFolder: root + "/a/b")
        return (location.path, location.rule.description)
    }

    @Test func theOptionComesFirst() throws {
        let found = try locate(option: "../x", ["GEDIS_REPO": "/y"])
        #expect(found == (root + "/a/x", "--repo"))
        #expect(throws: ConfigError.self) { try locate(option: "") }
    }

    @Test func thenTheEnvironment() throws {
        #expect(try locate(["GEDIS_REPO": "/y/z/"]) == ("/y/z", "GEDIS_REPO"))
    }

    @Test func thenInstancesInTheWorkingFolderOrAbove() throws {
        try FileManager.default.createDirectory(atPath: root + "/instances", withIntermediateDirectories: true)
        #expect(try locate() == (root + "/instances", "instances/ in a folder above"))
        try FileManager.default.createDirectory(atPath: root + "/a/b/instances", withIntermediateDirectories: true)
        #expect(try locate(["GEDIS_REPO": ""]) == (root + "/a/b/instances", "instances/ in the working folder"))
    }

    @Test func thenTheUsersOwn() throws {
        try FileManager.default.createDirectory(atPath: root + "/a", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: root + "/a/instances"))
        #expect(try locate(["XDG_CONFIG_HOME": "/c"]) == ("/c/gedis", "the user's own"))
    }

    @Test func linksToTheRepoAreResolved() throws {
        try FileManager.default.createDirectory(atPath: root + "/real", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: root + "/real")
        #expect(try locate(option: root + "/link").0 == root + "/real")
        let repo = ConfigRepo(path: root + "/link", secrets: KeyFile(path: "/none"))
        #expect(repo.path == root + "/real")
    }
}

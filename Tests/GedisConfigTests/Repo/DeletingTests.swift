import Foundation
import GedisConfig
import TestSupport
import Testing

@Suite struct DeletingTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func aServerGoesWithItsFolder() throws {
        try scratch.repo.create(.server, "main")
        try scratch.repo.create(.server, "other")
        try scratch.repo.addNamespace("calc", to: "main", source: "", glue: "")
        try scratch.repo.delete(.server, "main")
        #expect(scratch.files() == ["server/other.yaml"])
        let error = #expect(throws: ConfigError.self) { try scratch.repo.delete(.server, "main") }
        #expect(error?.code == .notFound)
    }

    @Test func whatAnInterruptedDeletionLeftIsNotFoundByTheNextInstance() throws {
        try scratch.write("old", to: "server/main/calc.swift")
        try scratch.write("port: 1", to: "server/main/.deleted")
        #expect(try scratch.repo.names(of: .server).isEmpty)
        try scratch.repo.create(.server, "main")
        #expect(scratch.files() == ["server/main.yaml"])
    }

    @Test func linksAreRefusedAndWhatTheyLeadToStays() throws {
        let outside = scratch.home + "/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try Data("port: 1".utf8).write(to: URL(fileURLWithPath: outside + "/x.yaml"))
        try scratch.repo.create(.server, "main")
        let folder = scratch.repo.path + "/server"
        try FileManager.default.createSymbolicLink(atPath: folder + "/main", withDestinationPath: outside)
        try FileManager.default.createSymbolicLink(atPath: folder + "/x.yaml", withDestinationPath: outside + "/x.yaml")
        for name in ["main", "x"] {
            let error = #expect(throws: ConfigError.self) { try scratch.repo.delete(.server, name) }
            #expect(error?.description.contains("is a link") == true)
        }
        #expect(throws: ConfigError.self) { try scratch.repo.server("x") }
        #expect(throws: ConfigError.self) { try scratch.repo.set(.server, "x", [Assignment("port", "2")]) }
        #expect(throws: ConfigError.self) { try scratch.repo.addNamespace("c", to: "main", source: "", glue: "") }
        #expect(try String(contentsOfFile: outside + "/x.yaml", encoding: .utf8) == "port: 1")
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["x.yaml"])
    }

    @Test func aLinkInsideIsRemovedButNotWhatItLeadsTo() throws {
        let outside = scratch.home + "/outside"
        try FileManager.default.createDirectory(atPath: outside + "/kept", withIntermediateDirectories: true)
        try scratch.repo.create(.server, "main")
        try scratch.repo.addNamespace("calc", to: "main", source: "", glue: "")
        let link = scratch.repo.path + "/server/main/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: outside)
        try scratch.repo.delete(.server, "main")
        #expect(scratch.files().isEmpty)
        #expect(FileManager.default.fileExists(atPath: outside + "/kept"))
    }
}

import Foundation
import TestSupport
import Testing

@testable import GedisConfig

@Suite struct AtomicFileTests {
    let scratch: ScratchRepo

    init() throws {
        scratch = try ScratchRepo()
        try scratch.write("old", to: "file")
    }

    @Test func whatIsNotCommittedLeavesNoTrace() throws {
        func prepare() throws { _ = try AtomicFile.prepare(Array("new".utf8), for: scratch.repo.path + "/file") }
        try prepare()
        #expect(scratch.files() == ["file"])
        #expect(try scratch.read("file") == "old")
    }

    @Test func whatAKilledWriteLeftGoesWithTheNext() throws {
        for name in [".file.123.new", ".other.123.new", ".file.new.old"] { try scratch.write("", to: name) }
        try AtomicFile.prepare(Array("new".utf8), for: scratch.repo.path + "/file").commit()
        #expect(scratch.files() == [".file.new.old", ".other.123.new", "file"])
    }

    @Test(arguments: [0o600, 0o640, 0o755]) func theModeIsKept(_ mode: Int) throws {
        let path = scratch.repo.path + "/file"
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        try AtomicFile.prepare(Array("new".utf8), for: path).commit()
        #expect(try scratch.read("file") == "new")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
    }

    @Test func aFailedWriteLeavesTheOldFile() throws {
        try scratch.write("", to: "folder/inside")
        // A folder can't be replaced by a file: renaming fails after the writing went well.
        let path = scratch.repo.path + "/folder"
        let error = #expect(throws: ConfigError.self) {
            try AtomicFile.prepare(Array("new".utf8), for: path).commit()
        }
        #expect(
            error?.code == .file
                && error?.description == "cannot write \(path): Is a directory; nothing was changed there")
        #expect(scratch.files() == ["file", "folder/inside"])
        #expect(throws: ConfigError.self) { try AtomicFile.prepare([], for: scratch.repo.path + "/none/file").commit() }
    }

    @Test func writesLargeFilesWhole() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        let path = scratch.repo.path + "/file"
        try AtomicFile.prepare(bytes, for: path).commit()
        #expect(try FileSystem.read(path) == bytes)
    }
}

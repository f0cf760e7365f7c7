import Foundation
import TestSupport
import Testing

@testable import GedisNamespaces

/// Where the program looks for what belongs to it.
@Suite struct ProgramFoldersTests {
    @Test func anInstalledProgramHasItsFilesInTheLibFolderOfItsPrefix() async throws {
        try await withScratchFolder { folder in
            let files = FileManager.default
            for name in ["bin", "lib/gedis"] {
                try files.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            try Data("module".utf8).write(to: URL(filePath: "\(folder)/lib/gedis/GedisKit.swiftmodule"))
            let program = ProgramFolders(of: "\(folder)/bin/gedis")
            let kit = try KitModule(folder: nil, environment: [:], program: program)
            #expect(kit.folder == "\(folder)/lib/gedis")
            #expect(kit.bytes == Array("module".utf8))

            // The same file is not read again; another one in its place is.
            try Data("another".utf8).write(to: URL(filePath: "\(folder)/lib/gedis/GedisKit.swiftmodule"))
            let other = try KitModule(folder: nil, environment: [:], program: program)
            #expect(other.bytes == Array("another".utf8))
            #expect(other.digest != kit.digest)

            #expect(program.program("swift-backtrace") == nil)
            let helper = "\(folder)/lib/gedis/swift-backtrace"
            #expect(files.createFile(atPath: helper, contents: nil, attributes: [.posixPermissions: 0o755]))
            #expect(program.program("swift-backtrace") == helper)
        }
    }

    @Test func aBuildComesBeforeAnInstallation() {
        #expect(ProgramFolders(of: "/a/bin/gedis").folders == ["/a/bin/Modules", "/a/bin/../lib/gedis"])
    }

    @Test func theEnvironmentSaysOtherwise() {
        let error = #expect(throws: NamespaceError.self) {
            try KitModule(
                folder: nil, environment: ["GEDIS_KIT": "/none"], program: ProgramFolders(of: "/a/bin/gedis"))
        }
        #expect(error?.message.hasPrefix("no GedisKit.swiftmodule in /none: ") == true)
    }
}

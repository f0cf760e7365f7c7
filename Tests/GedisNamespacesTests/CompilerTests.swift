import FoundationEssentials
import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns) struct CompilerTests {
    private func source() throws -> NamespaceSource {
        try NamespaceSource(path: "x.swift", bytes: Array("struct X { func a() {} }".utf8))
    }

    /// A program in place of the compiler.
    private func program(_ script: String, in folder: String) throws -> String {
        let path = folder + "/swiftc"
        try Data(("#!/bin/sh\n" + script).utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    @Test func aCompilerThatHangsIsEnded() async throws {
        try await withScratchFolder { folder in
            // The child holds the output open: ending the script alone would not be enough.
            let path = try program("sleep 1000\n", in: folder)
            let error = await #expect(throws: NamespaceError.self) {
                try await NamespaceBuilder(cache: folder + "/cache", compiler: path, deadline: .milliseconds(50))
                    .build(source())
            }
            #expect(error?.code == .deadline)
        }
    }

    @Test func aCompilerThatCrashesIsNamed() async throws {
        try await withScratchFolder { folder in
            let path = try program("echo out of memory >&2; exit 254\n", in: folder)
            let error = await #expect(throws: NamespaceError.self) {
                try await NamespaceBuilder(cache: folder + "/cache", compiler: path).build(source())
            }
            #expect(error == NamespaceError(.compiler, "\(path) failed for x.swift: out of memory"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/cache").isEmpty)
        }
    }

    @Test func theKitIsLookedForWhereItIsSaid() async throws {
        try await withScratchFolder { folder in
            let error = await #expect(throws: NamespaceError.self) {
                try await NamespaceBuilder(cache: folder + "/cache", environment: ["GEDIS_KIT": folder]).build(source())
            }
            #expect(error?.code == .kit)
            #expect(error?.message.hasPrefix("no GedisKit.swiftmodule in \(folder): install gedis") == true)
        }
    }
}

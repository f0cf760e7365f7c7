import Foundation
import GedisConfig
import GedisCore
import GedisHost
import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StartCheckTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    @Test func aLibraryThatWasChangedIsFoundAndBuiltAnew() async throws {
        try scratch.create(.server, "main", ["port": "0"])
        let source = "import GedisKit\nstruct Damaged { func number() -> Int { 4711 } }\n"
        try scratch.write(source, to: "instances/server/main/damaged.swift")
        let check = StartCheck(of: "main", in: try scratch.workspace())
        try await check.run()
        let built = try await scratch.workspace().builder.build(
            NamespaceSource(path: scratch.path("instances/server/main/damaged.swift")))
        defer { try? FileManager.default.removeItem(at: URL(filePath: built.library).deletingLastPathComponent()) }
        let library = FileHandle(forWritingAtPath: built.library)
        _ = try library?.seekToEnd()
        try library?.write(contentsOf: Data([0]))
        let error = #expect(throws: NamespaceError.self) { try built.check() }
        #expect(error?.code == .load)
        // It is built anew.
        try await check.run()
    }

    @Test func aCertificateIsComplainedOfInTheWordsOfAStart() async throws {
        try scratch.create(.server, "main", ["port": "0", "ssl": "true"])
        let error = await #expect(throws: StartError.self) {
            try await StartCheck(of: "main", in: try scratch.workspace()).run()
        }
        #expect(error?.description.hasPrefix("cannot read the certificate ") == true)
    }
}

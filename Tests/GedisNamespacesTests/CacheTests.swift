import FoundationEssentials
import GedisKit
import GedisNamespaces
import Glibc
import Testing

@Suite struct CacheTests {
    private let source = "import GedisKit\nstruct Tiny { func one() -> Int { let unused = 2; return 1 } }"

    private func tiny(path: String = "tiny.swift") throws -> NamespaceSource {
        try NamespaceSource(path: path, bytes: Array(source.utf8))
    }

    @Test func anUnchangedFileNeedsNoCompiler() async throws {
        try await withScratch { folder in
            let first = try await NamespaceBuilder(cache: folder + "/cache").build(tiny())
            #expect(!first.isCached)
            let without = NamespaceBuilder(cache: folder + "/cache", environment: ["GEDIS_SWIFTC": "/no/such/swiftc"])
            let second = try await without.build(tiny(path: "elsewhere/tiny.swift"))
            #expect(second.isCached)
            #expect(second.glue == first.glue)
            #expect(second.commands == first.commands)
            #expect(first.warnings.map(\.path) == ["tiny.swift"])
            #expect(second.warnings.map(\.path) == ["elsewhere/tiny.swift"])
            #expect(try await second.load(in: Namespace.Environment(name: "tiny")).call("one") == ":1")

            let error = await #expect(throws: NamespaceError.self) {
                try await without.build(NamespaceSource(path: "tiny.swift", bytes: Array((source + "\n").utf8)))
            }
            #expect(error?.code == .compiler)
            #expect(
                error?.message
                    == "/no/such/swiftc is not a program: GEDIS_SWIFTC has to name the Swift compiler, swiftc")
        }
    }

    @Test func twoBuildsAtOnceMakeOneEntry() async throws {
        try await withScratch { folder in
            let builder = NamespaceBuilder(cache: folder + "/cache")
            async let first = builder.build(tiny())
            async let second = builder.build(tiny())
            let built = try await [first, second]
            #expect(built[0].library == built[1].library)
            for namespace in built {
                #expect(try await namespace.load(in: Namespace.Environment(name: "tiny")).call("one") == ":1")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/cache").count == 1)
        }
    }

    @Test(arguments: ["namespace.so", "manifest.json", "glue.swift"])
    func aDamagedEntryIsBuiltAgain(_ file: String) async throws {
        try await withScratch { folder in
            let builder = NamespaceBuilder(cache: folder + "/cache")
            let first = try await builder.build(tiny())
            let damaged = URL(filePath: first.library).deletingLastPathComponent().appending(path: file)
            if file == "glue.swift" {
                try FileManager.default.removeItem(at: damaged)
            } else {
                try Data("damaged".utf8).write(to: damaged)
            }
            if file == "namespace.so" {
                let error = #expect(throws: NamespaceError.self) {
                    try first.load(in: Namespace.Environment(name: "tiny"))
                }
                #expect(error?.code == .load)
            }
            let second = try await builder.build(tiny())
            #expect(!second.isCached)
            #expect(try await second.load(in: Namespace.Environment(name: "tiny")).call("one") == ":1")
            #expect(try await builder.build(tiny()).isCached)
        }
    }

    @Test func theFolderIsItsOwnersAlone() async throws {
        try await withScratch { folder in
            _ = try await NamespaceBuilder(cache: folder + "/cache").build(tiny())
            var status = stat()
            #expect(stat(folder + "/cache", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            chmod(folder + "/cache", 0o777)
            let error = await #expect(throws: NamespaceError.self) {
                try await NamespaceBuilder(cache: folder + "/cache").build(tiny())
            }
            #expect(error?.code == .cache)
        }
    }
}

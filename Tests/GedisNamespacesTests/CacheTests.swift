import FoundationEssentials
import GedisKit
import GedisNamespaces
import Glibc
import TestSupport
import Testing

@Suite(.takesTurns) struct CacheTests {
    private let source = "import GedisKit\nstruct Tiny { func one() -> Int { let unused = 2; return 1 } }"

    private func tiny(path: String = "tiny.swift") throws -> NamespaceSource {
        try NamespaceSource(path: path, bytes: Array(source.utf8))
    }

    @Test func anUnchangedFileNeedsNoCompiler() async throws {
        try await withScratchFolder { folder in
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
        try await withScratchFolder { folder in
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
        try await withScratchFolder { folder in
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
        try await withScratchFolder { folder in
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

    @Test func anEntryIsItsOwnersAloneAndNoLink() async throws {
        try await withScratchFolder { folder in
            let builder = NamespaceBuilder(cache: folder + "/cache")
            let entry = URL(filePath: try await builder.build(tiny()).library).deletingLastPathComponent().path
            var status = stat()
            #expect(stat(entry, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            try FileManager.default.moveItem(atPath: entry, toPath: folder + "/elsewhere")
            try FileManager.default.createSymbolicLink(atPath: entry, withDestinationPath: folder + "/elsewhere")
            #expect(try await !builder.build(tiny()).isCached)
            #expect(lstat(entry, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR)
        }
    }

    @Test func whatWasNotUsedForLongIsRemovedByABuild() async throws {
        try await withScratchFolder { folder in
            let cache = folder + "/cache"
            let builder = NamespaceBuilder(cache: cache)
            func other(_ number: Int) throws -> NamespaceSource {
                try NamespaceSource(
                    path: "tiny.swift",
                    bytes: Array("import GedisKit\nstruct Tiny { func one() -> Int { \(number) } }".utf8))
            }
            let old = URL(filePath: try await builder.build(other(1)).library).deletingLastPathComponent().path
            let used = URL(filePath: try await builder.build(other(2)).library).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: cache + "/.scratch-old", withIntermediateDirectories: false)
            try FileManager.default.createDirectory(atPath: cache + "/.scratch-new", withIntermediateDirectories: false)
            for (path, days) in [(old, 31), (used, 31), (cache + "/.scratch-old", 2)] {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: Double(-days * 24 * 60 * 60))], ofItemAtPath: path)
            }
            // A server that starts uses its entries; only a build takes others away.
            #expect(try await builder.build(other(2)).isCached)
            #expect(FileManager.default.fileExists(atPath: old))
            #expect(try await !builder.build(tiny()).isCached)
            #expect(!FileManager.default.fileExists(atPath: old))
            #expect(FileManager.default.fileExists(atPath: used))
            #expect(!FileManager.default.fileExists(atPath: cache + "/.scratch-old"))
            #expect(FileManager.default.fileExists(atPath: cache + "/.scratch-new"))
        }
    }

    @Test func theCompilersModulesAreKeptBesideIt() async throws {
        try await withScratchFolder { folder in
            func modules() throws -> [String] {
                let names = try FileManager.default.subpathsOfDirectory(atPath: folder + "/modules")
                return names.filter { $0.hasSuffix(".pcm") }.sorted()
            }
            let builder = NamespaceBuilder(cache: folder + "/cache")
            _ = try await builder.build(tiny())
            let first = try modules()
            #expect(!first.isEmpty)
            _ = try await builder.build(
                NamespaceSource(path: "other.swift", bytes: Array("struct Other { func a() {} }".utf8)))
            // The same ones serve another file: none is made for each.
            #expect(try modules() == first)
            var status = stat()
            #expect(stat(folder + "/modules", &status) == 0 && status.st_mode & 0o777 == 0o700)
            chmod(folder + "/modules", 0o777)
            let error = await #expect(throws: NamespaceError.self) {
                try await builder.build(
                    NamespaceSource(path: "more.swift", bytes: Array("struct More { func a() {} }".utf8)))
            }
            #expect(error?.code == .cache)
        }
    }
}

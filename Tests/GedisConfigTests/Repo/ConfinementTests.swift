import Foundation
import GedisConfig
import GedisSettings
import TestSupport
import Testing

/// Whatever names are asked for and whatever links lie in a repo: nothing outside it is read as a part of it, or written.
@Suite struct ConfinementTests {
    let scratch: ScratchRepo
    let outside: String

    init() throws {
        scratch = try ScratchRepo()
        outside = scratch.home + "/outside"
        try FileManager.default.createDirectory(atPath: outside + "/main", withIntermediateDirectories: true)
        try Data("port: 1\n".utf8).write(to: URL(filePath: outside + "/main.yaml"))
        try Data("outside".utf8).write(to: URL(filePath: outside + "/main/calc.swift"))
    }

    private func link(_ file: String, to target: String) throws {
        let path = scratch.repo.path + "/" + file
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func expectOutsideUnchanged() throws {
        #expect(try String(contentsOfFile: outside + "/main.yaml", encoding: .utf8) == "port: 1\n")
        #expect(try String(contentsOfFile: outside + "/main/calc.swift", encoding: .utf8) == "outside")
        let all = FileManager.default.enumerator(atPath: outside)?.compactMap { $0 as? String } ?? []
        #expect(all.sorted() == ["main", "main.yaml", "main/calc.swift"])
    }

    @Test(arguments: [
        "../outside/main", "..", ".", "/etc/passwd", "a/../main", "main.yaml", "main\n", "ma\u{0}in", "-x", "ｍain",
    ])
    func namesDoNotLeadOut(_ name: String) throws {
        try scratch.write("", to: "server/main.yaml")
        let repo = scratch.repo
        for kind in InstanceKind.allCases {
            #expect(!repo.exists(kind, name))
            #expect(throws: ConfigError.self) { try repo.text(of: kind, name) }
            #expect(throws: ConfigError.self) { try repo.settings(of: kind, name) }
            #expect(throws: ConfigError.self) { try repo.replace(kind, name, with: "") }
            #expect(throws: ConfigError.self) { try repo.seal(kind, name) }
        }
        #expect(throws: ConfigError.self) { try repo.server(name) }
        #expect(throws: ConfigError.self) { try repo.client(name) }
        #expect(throws: ConfigError.self) { try repo.backend(name) }
        #expect(throws: ConfigError.self) { try repo.namespaces(of: name) }
        #expect(throws: ConfigError.self) { try repo.addNamespace("calc", to: name, source: "", glue: "") }
        #expect(scratch.files() == ["server/main.yaml"])
        try expectOutsideUnchanged()
    }

    @Test func aNamespacesNameIsItsFilesOnly() throws {
        try scratch.repo.create(.server, "main")
        try scratch.repo.addNamespace("../../outside/main/calc", to: "main", source: "inside", glue: "")
        #expect(try scratch.read("server/main/calc.swift") == "inside")
        for name in ["..", "../..", "a\u{0}b", "a\nb", "calc.swift.swift"] {
            #expect(throws: ConfigError.self) { try scratch.repo.addNamespace(name, to: "main", source: "", glue: "") }
        }
        #expect(scratch.files() == ["server/main.yaml", "server/main/calc.swift", "server/main/generated/calc.swift"])
        try expectOutsideUnchanged()
    }

    @Test func aKindsFolderIsNoLink() throws {
        try link("server", to: outside)
        let repo = scratch.repo
        for attempt: () throws -> Void in [
            { _ = try repo.server("main") }, { _ = try repo.names(of: .server) }, { _ = try repo.validate() },
            { _ = try repo.namespaces(of: "main") }, { try repo.set(.server, "main", [Assignment("port", "2")]) },
            { try repo.create(.server, "new") }, { try repo.delete(.server, "main") }, { _ = try repo.rekey() },
            { try repo.addNamespace("calc", to: "main", source: "", glue: "") },
        ] {
            let error = #expect(throws: ConfigError.self) { try attempt() }
            #expect(error?.description.contains("is a link: a config repo holds files and folders only") == true)
        }
        try expectOutsideUnchanged()
    }

    @Test func nothingIsWrittenThroughALink() throws {
        try scratch.repo.create(.server, "main")
        try link("server/main/generated", to: outside)
        #expect(throws: ConfigError.self) {
            try scratch.repo.addNamespace("calc", to: "main", source: "", glue: "")
        }
        try FileManager.default.removeItem(atPath: scratch.repo.path + "/server/main/generated")
        try link("server/main/calc.swift", to: outside + "/main/calc.swift")
        #expect(throws: ConfigError.self) {
            try scratch.repo.addNamespace("calc", to: "main", source: "", glue: "", replacing: true)
        }
        #expect(throws: ConfigError.self) { try scratch.repo.namespaces(of: "main") }
        try link("server/main/tls", to: outside)
        let server = try scratch.repo.server("main")
        #expect(throws: ConfigError.self) { try scratch.repo.install(certificate: "c", key: "k", for: server) }
        try expectOutsideUnchanged()
    }

    @Test func secretsAreTheirOwnersFromTheFirstMoment() throws {
        // A mask that takes nothing away: what keeps others out is what the files ask for.
        let old = umask(0)
        defer { umask(old) }
        try scratch.repo.create(.server, "main", [Assignment("password", "x")])
        try scratch.repo.rekey()
        let files = try scratch.repo.install(certificate: "c", key: "k", for: scratch.repo.server("main"))
        for path in [scratch.home + "/key", files.key] {
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
    }
}

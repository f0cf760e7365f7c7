import Foundation
import GedisConfig
import TestSupport
import Testing

@Suite struct CertificateFileTests {
    let scratch: ScratchRepo

    init() throws {
        scratch = try ScratchRepo()
        try scratch.repo.create(.server, "main")
    }

    @Test func goWhereTheServerLooksForThem() throws {
        let server = try scratch.repo.server("main")
        let files = try scratch.repo.install(certificate: "c", key: "k", for: server)
        #expect(files == scratch.repo.certificate(of: server) && files.exist)
        #expect(try scratch.read("server/main/tls/cert.pem") == "c")
        #expect(try scratch.read("server/main/tls/key.pem") == "k")
        #expect(try scratch.read("server/main/tls/.gitignore") == "key.pem\n.*.new\n")
        let mode = try FileManager.default.attributesOfItem(atPath: files.key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func areNotReplacedUnlessAsked() throws {
        let server = try scratch.repo.server("main")
        try scratch.write("old", to: "server/main/tls/key.pem")
        let error = #expect(throws: ConfigError.self) {
            try scratch.repo.install(certificate: "c", key: "k", for: server)
        }
        #expect(error?.code == .exists)
        #expect(try scratch.read("server/main/tls/key.pem") == "old")
        let files = try scratch.repo.install(certificate: "c", key: "k", for: server, replacing: true)
        #expect(try scratch.read("server/main/tls/key.pem") == "k")
        let mode = try FileManager.default.attributesOfItem(atPath: files.key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func goWhereTheDefinitionSays() throws {
        let assignments = [Assignment("cert", scratch.home + "/c.pem"), Assignment("key", scratch.home + "/k.pem")]
        try scratch.repo.set(.server, "main", assignments)
        let files = try scratch.repo.install(certificate: "c", key: "k", for: scratch.repo.server("main"))
        #expect(files.certificate == scratch.home + "/c.pem" && files.key == scratch.home + "/k.pem" && files.exist)
        #expect(scratch.files() == ["server/main.yaml"])
    }
}

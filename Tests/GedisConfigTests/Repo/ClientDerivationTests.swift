import GedisConfig
import TestSupport
import Testing

@Suite struct ClientDerivationTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func aServersClientIsDerivedFromItsDefinition() throws {
        let values = ["addr=0.0.0.0", "port=7000", "ssl=true", "password=hunter2", "unixsocket=/run/x"]
        try scratch.repo.create(.server, "main", try values.map { text throws(ConfigError) in try Assignment(text) })
        let client = try scratch.repo.client("main").definition
        #expect(client.addr == "localhost" && client.port == 7000 && client.ssl && client.unixsocket == "/run/x")
        #expect(try client.password.open() == "hunter2")
        try scratch.repo.create(.client, "main", [Assignment("port", "1")])
        #expect(try scratch.repo.client("main").definition.port == 1)
    }

    @Test func aClientTrustsTheNearestCertificate() throws {
        try scratch.repo.create(.client, "main")
        let client = try scratch.repo.client("main")
        #expect(try scratch.repo.trustedCertificate(of: client) == nil)
        let server = try server()
        #expect(try scratch.repo.trustedCertificate(of: client) == nil)
        let files = try scratch.repo.install(certificate: "c", key: "k", for: server)
        #expect(try scratch.repo.trustedCertificate(of: client) == files.certificate)
        try scratch.write("own", to: "client/main/tls/ca.pem")
        #expect(try scratch.repo.trustedCertificate(of: client) == scratch.repo.path + "/client/main/tls/ca.pem")
        try scratch.repo.set(.client, "main", [Assignment("ca", "x.pem")])
        let named = try scratch.repo.client("main")
        #expect(try scratch.repo.trustedCertificate(of: named) == scratch.repo.path + "/x.pem")
    }

    @Test func aClientPresentsItsOwnCertificateWhenAsked() throws {
        try scratch.repo.create(.client, "main")
        #expect(try scratch.repo.certificate(of: scratch.repo.client("main")) == nil)
        try scratch.repo.set(.client, "main", [Assignment("sslkey", "true")])
        let files = try scratch.repo.certificate(of: scratch.repo.client("main"))
        #expect(files?.key == scratch.repo.path + "/client/main/tls/key.pem" && files?.exist == false)
    }

    private func server() throws -> Instance<ServerDefinition> {
        try scratch.repo.create(.server, "main")
        return try scratch.repo.server("main")
    }
}

import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct WebTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    private func server(_ text: String) throws -> ServerDefinition {
        try scratch.write(text, to: "server/main.yaml")
        return try scratch.repo.server("main").definition
    }

    @Test func aFreshFileHasTheMappingWithItsDefaults() throws {
        try scratch.repo.create(.server, "main", [Assignment("web.port", "9901")])
        let text = try scratch.read("server/main.yaml")
        #expect(
            text.contains(
                #/\nweb:\n  port: "9901" +# .*\n  origins: "" +# .*\n  hosts: "" +# .*\n  insecure: false +#/#))
        #expect(try scratch.repo.server("main").definition.web.port == 9901)
        #expect(try server("").web == WebSettings())
        try scratch.repo.create(.server, "other")
        #expect(try scratch.read("server/other.yaml").contains(#/\nweb:\n  port: "" +#/#))
        #expect(try scratch.repo.server("other").definition.web.port == nil)
    }

    @Test func everyKeyIsRead() throws {
        let web = try server(
            """
            web:
              port: 9901
              origins: [https://example.org, "http://localhost:8080"]
              hosts: a.example.org b.example.org
              insecure: true
            """
        ).web
        #expect(web.port == 9901 && web.insecure)
        #expect(web.origins == ["https://example.org", "http://localhost:8080"])
        #expect(web.hosts == ["a.example.org", "b.example.org"])
        #expect(try server("web:\n").web == WebSettings())
    }

    @Test(arguments: [
        ("web: 9901", "1:6: web: keys are expected here: port, origins, hosts, insecure"),
        ("web:\n  prot: 1", "2:3: web.prot: no such key; did you mean port?"),
        ("web:\n  port: 99999", "2:9: web.port: 99999 is not a port (0…65535)"),
        ("web:\n  origins: example.org", "2:12: web.origins: 'example.org' is no origin: it is as https://example.org"),
        ("web:\n  origins: https://example.org/", "2:12: web.origins: 'https://example.org/' is no origin"),
        ("web:\n  hosts: a/b", "2:10: web.hosts: 'a/b' is neither a host name nor an address"),
        ("wep:\n  port: 1", "1:1: wep: no such key; did you mean web?"),
    ])
    func aMistakeIsNamedWithItsPlace(_ text: String, _ message: String) throws {
        let error = #expect(throws: ConfigError.self) { try server(text) }
        #expect(error?.description.hasPrefix("server/main.yaml:\(message)") == true, "\(error?.description ?? "")")
    }

    @Test func theWebNeedsAPortOfItsOwn() throws {
        _ = try server("port: 9100\nmetrics_port: 9101\nweb:\n  port: 9100\n")
        #expect(
            try scratch.repo.validate().map(\.description) == [
                "server/main.yaml:4:9: web.port: 9100 is the port that clients use: take another"
            ])
    }
}

import GedisBackends
import GedisKit
import GedisSettings
import Testing

@Suite struct BackendTypeTests {
    @Test(arguments: [
        (BackendType.memory, ["path": "x"], "main: unknown key path: a memory backend has no settings"),
        (.sqlite, ["path": "x", "pth": "y"], "main: unknown key pth: a sqlite backend has path, timeout"),
        (.sqlite, [:], "main: path is missing"),
        (
            .sqlite, ["path": "x", "timeout": "soon"],
            "main: timeout: soon is not a number of seconds above 0 and at most 86400"
        ),
        (
            .sqlite, ["path": "x", "timeout": "0"],
            "main: timeout: 0 is not a number of seconds above 0 and at most 86400"
        ),
        (.gun, [:], "main: url is missing"),
        (
            .gun, ["url": "ftp://host/gun"],
            "main: url: ftp://host/gun is not a GUN server's address, such as ws://localhost:8765/gun"
        ),
        (
            .gun, ["url": "wss://host", "cacert": "/dev/null"],
            "main: cacert: no certificate can be read from /dev/null"
        ),
        (
            .redis, ["ssl": "true", "cacert": "/none/cert.pem"],
            "main: cacert: no certificate can be read from /none/cert.pem"
        ),
    ])
    func aBadDefinitionSaysWhatIsWrong(_ type: BackendType, _ settings: [String: String], _ message: String) {
        #expect(throws: BackendError(message, reason: .refused)) {
            try type.makeBackend(name: "main", settings: settings)
        }
    }

    @Test(arguments: [
        ("ws://localhost:8765/gun", "ws://localhost:8765/gun"), ("wss://example.org", "wss://example.org:443/gun"),
        ("http://example.org/", "ws://example.org:80/gun"), ("WSS://[::1]:9/other", "wss://[::1]:9/other"),
    ])
    func anAddressIsCompleted(_ url: String, _ address: String) throws {
        #expect(try BackendType.gun.makeBackend(name: "main", settings: ["url": url]).address == address)
    }

    @Test func everyTypeDescribesItself() {
        for type in BackendType.allCases {
            #expect(!type.schema.help.isEmpty)
            #expect(Set(type.settings.map(\.name)).count == type.settings.count)
        }
    }
}

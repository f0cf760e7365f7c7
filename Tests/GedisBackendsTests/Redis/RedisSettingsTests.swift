import GedisBackends
import GedisKit
import GedisSettings
import Testing

@Suite struct RedisSettingsTests {
    @Test(arguments: [
        (["port": "99999"], "main: port: 99999 is not a whole number from 1 to 65535"),
        (["port": ""], "main: port:  is not a whole number from 1 to 65535"),
        (["connections": "0"], "main: connections: 0 is not a whole number from 1 to 64"),
        (["ssl": "yes"], "main: ssl: yes is neither true nor false"),
        (["cluster": "1"], "main: cluster: 1 is neither true nor false"),
        (["username": "ann"], "main: username is given without a password"),
        (["addresses": "a:1 b:2"], "main: addresses are those of a cluster, so cluster must be true"),
        (
            ["cluster": "true", "addresses": "10.0.0.7"],
            "main: addresses: 10.0.0.7 is no host:port, such as 10.0.0.7:6379 or [::1]:6379"
        ),
        (
            ["cluster": "true", "addresses": "a:1 b:0"],
            "main: addresses: b:0 is no host:port, such as 10.0.0.7:6379 or [::1]:6379"
        ),
        (["timeout": "0"], "main: timeout: 0 is not a number of seconds above 0 and at most 86400"),
    ])
    func aBadValueSaysWhatIsWrong(_ settings: [String: String], _ message: String) {
        #expect(throws: BackendError(message, reason: .refused)) {
            try BackendType.redis.makeBackend(name: "main", settings: settings)
        }
    }

    @Test(
        arguments: [
            ([:], "localhost:6379"), (["addr": "::1", "port": "7000"], "[::1]:7000"),
            (
                ["cluster": "true", "addr": "ignored", "addresses": "10.0.0.7:7000, [::1]:7001  redis-3:7002"],
                "10.0.0.7:7000, [::1]:7001, redis-3:7002"
            ),
            (["addr": "ignored", "unixsocket": "/run/redis.sock"], "/run/redis.sock"),
        ] as [([String: String], String)])
    func theAddressIsThatOfTheDefinition(_ settings: [String: String], _ address: String) throws {
        #expect(try BackendType.redis.makeBackend(name: "main", settings: settings).address == address)
    }

    @Test func thePasswordIsASecretAndFilesArePaths() {
        func names(_ format: BackendSetting.Format) -> [String] {
            BackendType.redis.settings.filter { $0.format == format }.map(\.name)
        }
        #expect(names(.secret) == ["password"])
        #expect(names(.path) == ["unixsocket", "cacert"])
    }
}

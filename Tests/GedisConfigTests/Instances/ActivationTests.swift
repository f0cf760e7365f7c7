import GedisConfig
import GedisSettings
import TestSupport
import Testing

/// What a server that runs takes over, and when.
@Suite struct ActivationTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test(arguments: [
        ("port", SettingInfo.Activation.restart), ("web.port", .restart), ("dbclient_instance", .restart),
        ("slowlog_milliseconds", .restart), ("no_such_key", .restart), ("password", .reload), ("users", .reload),
        ("users.vito.password", .reload), ("users.vito", .reload), ("log_level", .reload), ("metrics_port", .reload),
        ("max_request_size", .reload), ("shutdown_timeout", .reload),
    ])
    func everyKeyIsTakenOverByOne(_ key: String, _ activation: SettingInfo.Activation) {
        #expect(ServerDefinition.activation(of: key) == activation)
    }

    @Test func allKeysOfAServerSayWhatTakesThemOver() {
        #expect(scratch.repo.fields(of: .server).allSatisfy { $0.activation != nil })
        #expect(scratch.repo.fields(of: .client).allSatisfy { $0.activation == nil })
    }

    @Test func keysThatNeedARestartAreNamed() throws {
        func definition(_ text: String) throws -> ServerDefinition {
            try scratch.write(text, to: "server/main.yaml")
            return try scratch.repo.server("main").definition
        }
        let old = try definition("port: 1\nmax_connections: 5\nusers: {vito: {password: a}}\n")
        #expect(old.keysThatNeedRestart(for: old) == [])
        let other = try definition(
            "port: 2\nmax_connections: 6\nlog_level: debug\nmetrics_port: 3\ncert: /c\nweb: {origins: 'http://a'}\n")
        #expect(old.keysThatNeedRestart(for: other) == ["port", "cert", "web.origins"])
    }
}

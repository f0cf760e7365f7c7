import GedisConfig
import GedisSettings
import TestSupport
import Testing

/// Definitions that several files make.
@Suite struct LayerTests {
    let scratch: ScratchRepo
    private var prod: ConfigRepo { scratch.repo.read(for: "prod") }

    init() throws { scratch = try ScratchRepo() }

    private func write() throws {
        try scratch.write(
            """
            defaults:
              server:
                log_format: json
                max_connections: 5
                web: {threads: 2, hosts: [a.example]}
                users:
                  ops: {commands: [ping]}
              client:
                ssl: true

            """, to: "gedis.yaml")
        try scratch.write("defaults: {server: {max_connections: 6, slowlog_milliseconds: 7}}\n", to: "gedis.prod.yaml")
        try scratch.write(
            "extends: base\nthreads: 3\nweb:\n  port: 8080\nusers: {ops: {rates: 'calc.*: 5/s'}}\n",
            to: "template/public.yaml")
        try scratch.write("threads: 4\nport: 1000\n", to: "template/public.prod.yaml")
        try scratch.write("port: 999\nidle_timeout: 60\n", to: "template/base.yaml")
        try scratch.write("extends: public\nusers:\n  vito: {commands: \"*\"}\n", to: "server/main.yaml")
        try scratch.write("addr: 127.0.0.1\n", to: "server/main.prod.yaml")
    }

    @Test func whatAFileDoesNotSayOthersDo() throws {
        try write()
        let server = try scratch.repo.server("main").definition
        #expect(server.port == 999 && server.threads == 3 && server.limits.maxConnections == 5)
        #expect(server.web.port == 8080 && server.web.threads == 2 && server.web.hosts == ["a.example"])
        #expect(server.limits.idleTimeout == .seconds(60) && server.addr == "localhost")
        let ops = try #require(server.users.first { $0.name == "ops" })
        #expect(ops.commands == ["ping"] && ops.rates.count == 1)
        #expect(server.users.map(\.name).sorted() == ["ops", "vito"])
        try scratch.write("port: 1\n", to: "client/c.yaml")
        #expect(try scratch.repo.client("c").definition.ssl)
    }

    @Test func anEnvironmentHasItsOwnFiles() throws {
        try write()
        let server = try prod.server("main").definition
        #expect(server.port == 1000 && server.threads == 4 && server.addr == "127.0.0.1")
        #expect(server.limits.maxConnections == 6 && server.reporting.slowlogMilliseconds == 7)
        #expect(server.web.port == 8080 && server.reporting.logFormat == .json)
        #expect(try scratch.repo.environments() == ["prod"])
        try prod.requireEnvironment()
        let error = #expect(throws: ConfigError.self) { try scratch.repo.read(for: "prd").requireEnvironment() }
        #expect(error?.code == .notFound && error?.description.hasSuffix("is for it; did you mean prod?") == true)
        #expect(try scratch.repo.names(of: .server) == ["main"])
        #expect(try scratch.repo.validate().map(\.description).contains { $0.contains("prod") } == false)
    }

    @Test func eachValueIsShownWithItsPlace() throws {
        try write()
        var places: [String: String] = [:]
        for setting in try prod.settings(of: .server, "main").settings {
            places[setting.field.name] = setting.line.map { "\(setting.file ?? ""):\($0)" }
        }
        #expect(places["addr"] == "server/main.prod.yaml:1")
        #expect(places["extends"] == "server/main.yaml:1")
        #expect(places["threads"] == "template/public.prod.yaml:1")
        #expect(places["web.port"] == "template/public.yaml:4")
        #expect(places["idle_timeout"] == "template/base.yaml:2")
        #expect(places["max_connections"] == "gedis.prod.yaml:1")
        #expect(places["log_format"] == "gedis.yaml:3")
        #expect(places["users.ops.commands"] == "gedis.yaml:7")
        #expect(places["users.ops.rates"] == "template/public.yaml:5")
        #expect(places["users.vito.commands"] == "server/main.yaml:3")
        #expect(places["ssl"] == nil)
    }

    @Test func whatIsWrittenWithoutAValueHasItsDefault() throws {
        try write()
        try scratch.write("extends: public\nthreads:\nweb: ~\nport: 5\n", to: "server/main.yaml")
        let server = try scratch.repo.server("main").definition
        #expect(server.threads == 0 && server.web.port == nil && server.web.threads == 1 && server.port == 5)
        try scratch.write("defaults: {server: {extends: base}}\n", to: "gedis.yaml")
        try scratch.write("threads: 1\n", to: "server/main.yaml")
        #expect(try scratch.repo.server("main").definition.port == 999)
        try scratch.write("extends: \"\"\n", to: "server/main.yaml")
        #expect(try scratch.repo.server("main").definition.port == 9900)
    }

    @Test(arguments: [
        (
            "gedis.yaml", "defaults:\n  server:\n    max_arguments: x\n",
            "gedis.yaml:3:20: max_arguments: x is not a number"
        ),
        ("gedis.yaml", "defaults: {server: 1}\n", "gedis.yaml:1:20: defaults.server: keys are expected here: "),
        ("gedis.yaml", "default: {}\n", "gedis.yaml:1:1: default: no such key; did you mean defaults?"),
        ("gedis.yaml", "defaults: {sever: {}}\n", "gedis.yaml:1:12: defaults.sever: no such key; did you mean server?"),
        ("gedis.yaml", "defaults: [\n", "gedis.yaml:2:1: "),
        ("template/base.yaml", "\nprot: 1\n", "template/base.yaml:2:1: prot: no such key; did you mean port?"),
        (
            "template/base.yaml", "web: {origins: [x]}\n",
            "template/base.yaml:1:17: web.origins: 'x' is no origin"
        ),
        ("template/base.yaml", "users: {-: {}}\n", "template/base.yaml:1:9: users.-: "),
        (
            "template/base.yaml", "cert: ${env:GEDIS_NO_SUCH}\n",
            "template/base.yaml:1:7: cert: the environment has no variable GEDIS_NO_SUCH"
        ),
        (
            "template/base.yaml", "extends: pubic\n",
            "template/base.yaml:1:10: extends: there is no template/pubic.yaml; did you mean public?"
        ),
        (
            "template/base.yaml", "extends: public\n",
            "template/base.yaml:1:10: extends: public extends itself: public extends base extends public"
        ),
        ("server/main.yaml", "extends: a/b\n", "server/main.yaml:1:10: extends: 'a/b' is no name of a template"),
        ("server/main.prod.yaml", "\n  port: [1]\n", "server/main.prod.yaml:2:9: port: one value is expected here"),
    ])
    func aMistakeIsSaidWhereItStands(file: String, text: String, problem: String) throws {
        try write()
        try scratch.write(text, to: file)
        let error = #expect(throws: ConfigError.self) { try prod.server("main") }
        let description = try #require(error?.description)
        #expect(description.contains(problem), "\(description)")
    }

    @Test func validatingFindsWhatNoInstanceReads() throws {
        try write()
        try scratch.write("port: x\n", to: "template/unused.yaml")
        try scratch.write("extends: public\n", to: "server/other.yaml")
        try scratch.write("port: 1\n", to: "server/gone.prod.yaml")
        try scratch.write("defaults: {server: {log_format: xml}}\n", to: "gedis.yaml")
        let errors = try scratch.repo.validate().filter { $0.severity == .error }.map(\.description)
        try scratch.write("defaults: {backend: {type: nothing}}\n", to: "gedis.prod.yaml")
        let other = try prod.validate().map(\.description)
        #expect(other.contains { $0.hasPrefix("gedis.prod.yaml:1:28: type: 'nothing' is no type of backend") })
        #expect(errors.count == 3, "\(errors)")
        #expect(errors.contains { $0.hasPrefix("gedis.yaml:1:33: log_format: 'xml' is none of ") })
        #expect(errors.contains { $0.hasPrefix("template/unused.yaml:1:7: port: x") })
        #expect(
            errors.contains("server/gone.prod.yaml: not read: there is no server gone, whose values it could change"))
    }

    @Test func namespacesTakeSettingsOfSeveralFiles() throws {
        try scratch.write(
            "namespaces: {proxy: {settings: {limits: {daily: 1, hourly: 2}, host: a}}}\n", to: "template/base.yaml")
        let own = "extends: base\nnamespaces: {proxy: {settings: {limits: {daily: 5}}}}\n"
        try scratch.write(own, to: "server/main.yaml")
        let settings = try #require(try scratch.repo.server("main").definition.namespaces.first).settings
        let json = try #require(try settings.json())
        #expect(String(decoding: json, as: UTF8.self) == #"{"limits":{"daily":5,"hourly":2},"host":"a"}"#)
        let problem = "must be an integer"
        #expect(
            settings.error(at: "limits.hourly", problem).description
                == "template/base.yaml:1:60: namespaces.proxy.settings.limits.hourly: must be an integer")
        #expect(settings.error(at: "limits.daily", problem).description.hasPrefix("server/main.yaml:2:49: "))
    }

    @Test func defaultsOfBackendsMayBeOfOtherTypes() throws {
        let scratch = try ScratchRepo(backendTypes: [
            .memory,
            BackendSchema(type: "box", help: "A box.", settings: [BackendSetting(name: "size", help: "How large.")]),
        ])
        try scratch.write("defaults: {backend: {size: 3}}\n", to: "gedis.yaml")
        try scratch.write("type: box\n", to: "backend/a.yaml")
        try scratch.write("type: memory\n", to: "backend/b.yaml")
        #expect(try scratch.repo.backend("a").definition.settings == ["size": "3"])
        #expect(try scratch.repo.backend("b").definition.settings.isEmpty)
    }
}

import GedisConfig
import Glibc
import TestSupport
import Testing

/// What a server's file says of its namespaces.
@Suite struct NamespaceSettingsTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    private func settings(_ text: String) throws -> SettingsTree {
        try scratch.write(text, to: "server/main.yaml")
        return try #require(try scratch.repo.server("main").definition.namespaces.first).settings
    }

    private func json(_ text: String) throws -> String? {
        try settings(text).json().map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func aTreeIsJSON() throws {
        #expect(
            try json(
                """
                port: 1
                namespaces:
                  proxy:
                    settings:
                      url: https://example.org/a
                      daily: 12
                      share: -0.5
                      on: true
                      none:
                      word: "12"
                      list: [1, two, {deep: [3]}]
                      hex: 0x1F
                """)
                == #"{"url":"https://example.org/a","daily":12,"share":-0.5,"on":true,"none":null,"word":"12","#
                + #""list":[1,"two",{"deep":[3]}],"hex":"0x1F"}"#)
        #expect(try json("namespaces: {proxy: {}}") == nil)
        #expect(try json("namespaces: {proxy: {settings: }}") == nil)
    }

    @Test func aSecretIsSealedForItsPlace() throws {
        try scratch.repo.create(.server, "main")
        let key = "namespaces.proxy.settings.api_key"
        try scratch.repo.set(.server, "main", [Assignment(key, "hunter2", isSecret: true)])
        try scratch.repo.set(.server, "main", [Assignment("namespaces.proxy.settings.limits.daily", "12")])
        let text = try scratch.read("server/main.yaml")
        #expect(text.contains("api_key: sealed:v2:") || text.contains("api_key: \"sealed:v2:"))
        #expect(!text.contains("hunter2"))
        #expect(try json(text) == #"{"api_key":"hunter2","limits":{"daily":12}}"#)
        let tree = try settings(text)
        #expect(
            tree.error(at: "api_key", #"must be an integer, got "hunter2""#).description.hasSuffix(
                "namespaces.proxy.settings.api_key: must be an integer"))
        #expect(tree.error(at: "limits.daily", "must be text, got 12").description.hasSuffix("must be text, got 12"))
        try scratch.repo.rekey()
        #expect(try scratch.read("server/main.yaml") != text)
        #expect(try json(scratch.read("server/main.yaml")) == #"{"api_key":"hunter2","limits":{"daily":12}}"#)
        let moved = try scratch.read("server/main.yaml").replacing("api_key", with: "other_key")
        let error = #expect(throws: ConfigError.self) { try json(moved) }
        #expect(error?.description.contains("namespaces.proxy.settings.other_key: ") == true)
    }

    @Test func variablesOfTheEnvironmentArePutIn() throws {
        setenv("GEDIS_TEST_SETTING", "from here", 1)
        defer { unsetenv("GEDIS_TEST_SETTING") }
        #expect(
            try json(
                "namespaces: {proxy: {settings: {a: '${env:GEDIS_TEST_SETTING}!', b: \"x${env:GEDIS_TEST_SETTING}\"}}}")
                == #"{"a":"from here!","b":"xfrom here"}"#)
        let error = #expect(throws: ConfigError.self) {
            try json("namespaces:\n  proxy:\n    settings:\n      key: '${env:GEDIS_TEST_NOT_SET}'\n")
        }
        #expect(
            error?.description
                == "server/main.yaml:4:12: namespaces.proxy.settings.key: the environment has no variable GEDIS_TEST_NOT_SET"
        )
    }

    @Test func variablesStandInOtherKeysToo() throws {
        setenv("GEDIS_TEST_PORT", "1234", 1)
        setenv("GEDIS_TEST_ADDR", "127.0.0.1", 1)
        defer {
            unsetenv("GEDIS_TEST_PORT")
            unsetenv("GEDIS_TEST_ADDR")
        }
        try scratch.write("port: ${env:GEDIS_TEST_PORT}\npassword: ${env:GEDIS_TEST_NOT_SET}\n", to: "server/main.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.server("main") }
        #expect(
            error?.description
                == "server/main.yaml:2:11: password: the environment has no variable GEDIS_TEST_NOT_SET")
        try scratch.write("port: ${env:GEDIS_TEST_PORT}\n", to: "server/main.yaml")
        #expect(try scratch.repo.server("main").definition.port == 1234)
        try scratch.repo.set(.server, "main", [Assignment("addr", "${env:GEDIS_TEST_ADDR}")])
        #expect(try scratch.read("server/main.yaml").contains("${env:GEDIS_TEST_ADDR}"))
    }

    @Test func aMistakeHasItsPlace() throws {
        let tree = try settings(
            "namespaces:\n  proxy:\n    settings:\n      limits:\n        - daily: x\n      name: a\n")
        #expect(
            tree.error(at: "limits[0].daily", "must be an integer").description
                == "server/main.yaml:5:18: namespaces.proxy.settings.limits[0].daily: must be an integer")
        #expect(
            tree.error(at: "limits[0].weekly", "is missing").description
                == "server/main.yaml:5:11: namespaces.proxy.settings.limits[0].weekly: is missing")
        #expect(
            tree.error(at: "api_key", "is missing").description
                == "server/main.yaml:4:7: namespaces.proxy.settings.api_key: is missing")
    }

    @Test(arguments: [
        ("namespaces: {Bad: {settings: {a: 1}}}", "namespaces.Bad"),
        ("namespaces: {proxy: {setting: {a: 1}}}", "namespaces.proxy.setting: no such key; did you mean settings?"),
        ("namespaces: [a]", "namespaces: a mapping is expected here"),
    ])
    func othersAreRefused(_ text: String, _ message: String) throws {
        try scratch.write(text, to: "server/main.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.server("main") }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
}

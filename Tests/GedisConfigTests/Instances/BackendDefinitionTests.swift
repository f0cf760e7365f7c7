import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct BackendDefinitionTests {
    static let types = [
        BackendSchema.memory,
        BackendSchema(
            type: "sqlite", help: "keeps values in a file",
            settings: [
                .init(name: "path", help: "the file", defaultValue: nil, format: .path),
                .init(name: "timeout", help: "seconds", defaultValue: "5", format: .seconds),
            ]),
        BackendSchema(
            type: "redis", help: "keeps values in Redis",
            settings: [
                .init(name: "url", help: "where"), .init(name: "password", help: "for AUTH", format: .secret),
                .init(name: "port", help: "its port", defaultValue: "6379", format: .number(1...65535)),
                .init(name: "ssl", help: "whether to encrypt", defaultValue: "false", format: .truth),
            ]),
    ]
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo(backendTypes: Self.types) }

    @Test func hasTheKeysOfItsType() throws {
        try scratch.write("type: sqlite\npath: data/b.db\n", to: "backend/b.yaml")
        let backend = try scratch.repo.backend("b").definition
        #expect(backend.type == "sqlite")
        #expect(try backend.openSettings() == ["path": scratch.repo.path + "/data/b.db", "timeout": "5"])
    }

    @Test(arguments: [
        ("type: sqlit", "1:7: type: 'sqlit' is no type of backend (memory, sqlite, redis); did you mean sqlite?"),
        ("# c\ntype: sqlite", "1:1: path: must be given: the file"),
        ("path: x", "1:1: path: no such key; there are type"),
        (
            "type: sqlite\npath: x\ntimeout: soon",
            "3:10: timeout: soon is not a number of seconds above 0 and at most 86400"
        ),
        ("type: redis\nport: 99999", "2:7: port: 99999 is not a number (1…65535)"),
        ("type: redis\nssl: maybe", "2:6: ssl: 'maybe' is neither true nor false"),
        ("type: redis\npath: x", "2:1: path: no such key; there are type, url, password, port, ssl"),
    ])
    func aMistakeIsNamed(_ text: String, _ message: String) throws {
        try scratch.write(text, to: "backend/b.yaml")
        let error = #expect(throws: ConfigError.self) { try scratch.repo.backend("b") }
        #expect(error?.description == "backend/b.yaml:" + message)
    }

    @Test func isMadeWithTheKeysOfItsType() throws {
        try scratch.repo.create(.backend, "b", [Assignment("path", "b.db"), Assignment("type", "sqlite")])
        #expect(try scratch.repo.backend("b").definition.settings["path"] == scratch.repo.path + "/b.db")
        let text = try scratch.read("backend/b.yaml")
        #expect(text == "# gedis backend b\ntype: sqlite  # what store it is\ntimeout: 5    # seconds\npath: b.db\n")
    }

    @Test(arguments: [
        ([Assignment("type", "redsi"), Assignment("url", "x")], "type: 'redsi' is no type of backend"),
        ([Assignment("type", "sqlite")], "path: must be given"),
        ([Assignment("path", "x")], "path: no such key of a backend; there are type"),
    ])
    func isNotMadeWrong(_ assignments: [Assignment], _ message: String) throws {
        let error = #expect(throws: ConfigError.self) { try scratch.repo.create(.backend, "b", assignments) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        #expect(!scratch.repo.exists(.backend, "b"))
    }

    @Test func sealsItsSecrets() throws {
        try scratch.repo.create(.backend, "r", [Assignment("type", "redis"), Assignment("password", "hunter2")])
        #expect(try !scratch.read("backend/r.yaml").contains("hunter2"))
        #expect(
            try scratch.repo.backend("r").definition.openSettings()
                == ["url": "", "password": "hunter2", "port": "6379", "ssl": "false"])
    }

    @Test func hasItsValuesInOneForm() throws {
        try scratch.write("type: redis\nport: \"0080\"\nssl: Yes\n", to: "backend/r.yaml")
        let settings = try scratch.repo.backend("r").definition.settings
        #expect(settings == ["url": "", "port": "80", "ssl": "true"])
    }

    @Test func tellsTheKeysOfAllTypes() {
        #expect(
            scratch.repo.fields(of: .backend).map(\.name) == [
                "type", "path", "timeout", "url", "password", "port", "ssl",
            ])
    }
}

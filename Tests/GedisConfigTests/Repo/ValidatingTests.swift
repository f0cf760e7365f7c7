import GedisConfig
import TestSupport
import Testing

@Suite struct ValidatingTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func aSoundRepoHasNoProblems() throws {
        #expect(try scratch.repo.validate().isEmpty)
        try scratch.repo.create(.backend, "store")
        try scratch.repo.create(.server, "main", [Assignment("dbclient_instance", "store")])
        try scratch.repo.create(.client, "main", [Assignment("password", "x")])
        #expect(try scratch.repo.validate().isEmpty)
    }

    @Test func allProblemsAreFound() throws {
        try scratch.write("type: memory\n", to: "backend/store.yaml")
        try scratch.write("port: 1\nssl: true\ndbclient_instance: stor\n", to: "server/a.yaml")
        try scratch.write("port: x\n", to: "server/b.yaml")
        try scratch.write("port: [\n", to: "server/c.yaml")
        try scratch.write("password: x\n", to: "client/d.yaml")
        try scratch.write("", to: "client/e.yml")
        try scratch.write("", to: "client/f f.yaml")
        try scratch.write("", to: "server/a/2x.swift")
        let problems = try scratch.repo.validate()
        let lines = problems.map { "\($0.severity) \($0)" }
        #expect(lines.count == 8)
        for expected in [
            "error server/b.yaml:1:7: port: x is not a port (0…65535)",
            "error server/c.yaml:2:1: ",
            "warning client/d.yaml:1:11: password: written in plain text; 'gedis client set d --seal' seals it",
            "warning client/e.yml: not read: a definition's file ends with .yaml",
            "error client/f f.yaml: 'f f' is no name for a client",
            "error server/a/2x.swift: '2x.swift' names no namespace",
            "error server/a.yaml:3:20: dbclient_instance: no backend 'stor'; did you mean store?",
            "warning server/a.yaml:2:6: ssl: no certificate yet; 'gedis cert generate a' makes one",
        ] { #expect(lines.contains { $0.hasPrefix(expected) }, "\(expected) in \(lines)") }
    }
}

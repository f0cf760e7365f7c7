import GedisConfig
import GedisSettings
import TestSupport
import Testing

/// Passwords that are sealed for the machines that need them.
@Suite struct MachineSealingTests {
    let scratch: ScratchRepo
    let keys: [KeyFile]

    init() throws {
        let scratch = try ScratchRepo(backendTypes: [.memory, RekeyingTests.redis])
        self.scratch = scratch
        keys = (1...3).map { KeyFile(path: scratch.home + "/machine\($0)") }
    }

    private var repo: ConfigRepo { scratch.repo }

    private func machine(_ number: Int, _ assignments: Assignment...) throws {
        let key = try keys[number - 1].machineKey()
        try repo.create(.machine, "m\(number)", [Assignment("key", key)] + assignments)
    }

    /// The numbers of the machines that open what stands under a key of a file.
    private func readers(of key: String, in file: String) throws -> [Int] {
        let text = try #require(
            try scratch.read("\(file).yaml").split(separator: "\n").first { $0.contains("sealed:") })
        let sealed = try #require(text.firstMatch(of: #/sealed:v[23]:[A-Za-z0-9+\/=]+/#)).output
        let parts = file.split(separator: "/").map(String.init)
        let place = SecretPlace(try #require(InstanceKind(rawValue: parts[0])), parts[1], key)
        #expect(throws: Never.self) { try repo.secrets.open(String(sealed), for: place) }
        return (1...3).filter { (try? keys[$0 - 1].open(String(sealed), for: place)) != nil }
    }

    @Test func eachMachineOpensWhatItsServersNeed() throws {
        try machine(1, Assignment("servers", "a"))
        try machine(2, Assignment("servers", "b"))
        try machine(3, Assignment("servers", "*"))
        try repo.create(.backend, "store", [Assignment("type", "redis"), Assignment("password", "x")])
        try repo.create(.client, "peer", [Assignment("password", "x")])
        try repo.create(.server, "a", [Assignment("password", "x"), Assignment("dbclient_instance", "store")])
        try repo.create(
            .server, "b",
            [
                Assignment("password", "x"), Assignment("namespaces.far.mount", "peer"),
                Assignment("web.gun_peers", "ws://host/gun wss://graph@host/gun"),
            ])
        try repo.create(.client, "graph", [Assignment("password", "x")])
        #expect(try readers(of: "password", in: "client/graph") == [2, 3])
        #expect(try readers(of: "password", in: "server/a") == [1, 3])
        #expect(try readers(of: "password", in: "server/b") == [2, 3])
        // They were there before the servers that name them.
        #expect(try readers(of: "password", in: "backend/store") == [])
        let problems = try repo.validate().filter { $0.severity == .warning && $0.key == "password" }
        #expect(
            problems.map { "\($0.file) \($0.message)" } == [
                "client/peer.yaml not sealed for m2 m3, where it is needed: 'gedis config seal' does",
                "backend/store.yaml not sealed for m1 m3, where it is needed: 'gedis config seal' does",
            ])
        #expect(try repo.sealForMachines() == ["client/peer.yaml", "backend/store.yaml"])
        #expect(try readers(of: "password", in: "backend/store") == [1, 3])
        #expect(try readers(of: "password", in: "client/peer") == [2, 3])
        #expect(try repo.sealForMachines() == [])
        #expect(try repo.secretsNotSealedForMachines().isEmpty)
    }

    @Test func aMachineThatIsRemovedOpensNothingThatIsSealedThen() throws {
        try machine(1, Assignment("servers", "*"))
        try machine(2, Assignment("servers", "*"))
        try repo.create(.server, "a", [Assignment("password", "x")])
        #expect(try readers(of: "password", in: "server/a") == [1, 2])
        let key = try keys[0].machineKey()
        #expect(try repo.secrets(openedBy: key) == [SecretPlace(.server, "a", "password")])
        try repo.set(.machine, "m1", [Assignment("key", "")])
        #expect(try repo.sealForMachines() == ["server/a.yaml"])
        #expect(try readers(of: "password", in: "server/a") == [2])
        #expect(try repo.secrets(openedBy: key).isEmpty)
        try repo.set(.machine, "m2", [Assignment("key", "")])
        try repo.sealForMachines()
        #expect(try scratch.read("server/a.yaml").contains("sealed:v2:"))
    }

    @Test func anEnvironmentsPasswordsAreForItsMachines() throws {
        try machine(1, Assignment("servers", "*"))
        try machine(2, Assignment("servers", "*"), Assignment("environment", "prod"))
        try repo.create(.server, "a")
        try scratch.write("password: plain\n", to: "server/a.prod.yaml")
        #expect(try repo.sealAll().map(\.file) == ["server/a.prod.yaml"])
        let text = try scratch.read("server/a.prod.yaml")
        let sealed = String(try #require(text.firstMatch(of: #/sealed:v3:[A-Za-z0-9+\/=]+/#)).output)
        #expect(!repo.secrets.isSealed(sealed, forMachine: try keys[0].machineKey()))
        #expect(repo.secrets.isSealed(sealed, forMachine: try keys[1].machineKey()))
    }

    @Test func rekeyingKeepsTheMachines() throws {
        try machine(1, Assignment("servers", "*"))
        try repo.create(.server, "a", [Assignment("password", "x")])
        let before = try scratch.read("server/a.yaml")
        #expect(try repo.rekey() == ["server/a.yaml"])
        #expect(try scratch.read("server/a.yaml") != before)
        #expect(try readers(of: "password", in: "server/a") == [1])
        try repo.forgetOldKeys()
        #expect(try readers(of: "password", in: "server/a") == [1])
    }

    @Test func whoIsNoRecipientIsToldWhatToDo() throws {
        try machine(1, Assignment("servers", "*"))
        try repo.create(.server, "a", [Assignment("password", "x")])
        _ = try keys[1].machineKey()
        let other = ConfigRepo(path: repo.path, secrets: keys[1])
        let error = #expect(throws: ConfigError.self) { try other.server("a").definition.password.open() }
        #expect(error?.description.contains("sealed for the keys of other machines") == true)
        #expect(error?.description.contains("'gedis config seal'") == true)
    }

    @Test(arguments: [
        ("addr", "-oProxyCommand=x"), ("addr", "a b"), ("user", "-l"), ("user", "a@b"), ("key", "x25519:AAAA"),
        ("servers", "a/b"), ("environment", "a/b"), ("port", "70000"),
    ])
    func whatSSHCouldTakeForSomethingElseIsRefused(key: String, value: String) throws {
        #expect(throws: ConfigError.self) { try repo.create(.machine, "m", [Assignment(key, value)]) }
    }
}

import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct CommandHelpTests {
    /// The reply of a server to `COMMAND DOCS` on a command of a namespace; the flags are a set in RESP3.
    static let documentation: Value = [
        "calc.sum": [
            "summary": "Adds two numbers.", "since": "0.1.0", "group": "calc",
            "arguments": [
                ["name": "a", "type": "integer", "display_text": "a"],
                ["name": "b", "type": "integer", "display_text": "addend", "flags": .set([.simple("optional")])],
            ],
        ]
    ]

    @Test func aMapInRESP3AndAListInRESP2SayTheSame() throws {
        let commands = try #require(CommandHelp.all(documentedBy: Self.documentation))
        #expect(commands.map(\.usage) == ["calc.sum a [addend]"])
        #expect(commands.first?.summary == "Adds two numbers.")
        #expect(commands.first?.group == "calc")
        #expect(commands.first?.arguments.map(\.isOptional) == [false, true])
        #expect(CommandHelp.all(documentedBy: Self.documentation.inRESP2) == commands)
    }

    @Test(arguments: [.null, .simple("OK"), ["odd"], 1] as [Value])
    func whatIsNoDocumentationIsNone(_ reply: Value) {
        #expect(CommandHelp.all(documentedBy: reply) == nil)
    }

    @Test func redisOwnDocumentationIsUnderstood() async throws {
        try await RedisProcess.with { server in
            for version in [ReplyWriter.Version.resp2, .resp3] {
                let client = try await server.connect(.init(version: version))
                let reply = try await client.call("COMMAND", "DOCS")
                let catalog = CommandCatalog(try #require(CommandHelp.all(documentedBy: reply)))
                #expect(catalog["get"]?.usage == "get key")
                #expect(catalog["mget"]?.usage == "mget key [key …]")
                #expect(catalog["client setname"]?.usage == "client setname connection-name")
                let set = try #require(catalog["set"]?.usage)
                #expect(set.hasPrefix("set key value ["))
                #expect(set.contains("[NX|XX]") && set.contains("EX seconds|PX milliseconds"))
                // Options may come in any order, so that none is taken for given.
                #expect(catalog.hint(after: "set k v NX ").hasPrefix("[NX|XX]"))
                await client.close()
            }
        }
    }

    @Test func theNamesAreKnownOfAServerThatDocumentsNothing() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let commands = try #require(CommandHelp.all(listedBy: try await client.call("COMMAND")))
            #expect(commands.contains { $0.name == "get" })
            #expect(CommandHelp.all(listedBy: .simple("OK")) == nil)
        }
    }
}

extension Value {
    /// The value as RESP2 can say it.
    fileprivate var inRESP2: Value {
        switch self {
        case .map(let entries): .array(entries.flatMap { [$0.key.inRESP2, $0.value.inRESP2] })
        case .array(let values), .set(let values): .array(values.map(\.inRESP2))
        default: self
        }
    }
}

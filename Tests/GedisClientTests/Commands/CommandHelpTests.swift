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

    /// The reply of a gedis server on a command with an enum and a record.
    static let typed: Value = [
        "shop.order": [
            "summary": "Takes an order.", "since": "0.1.0", "group": "shop",
            "doc_flags": .set([.simple("deprecated")]), "replaced_by": "place", "discussion": "Nothing is charged.",
            "arguments": [
                [
                    "name": "order:Order", "type": "string", "display_text": "order:Order", "summary": "what it is",
                    "schema": .string(
                        ##"{"$ref":"#/$defs/Order","$defs":{"Order":{"title":"Order","type":"object","properties":"##
                            + ##"{"count":{"type":"integer"},"note":{"anyOf":[{"type":"string"},{"type":"null"}]}},"##
                            + ##""required":["count"]}}}"##),
                ],
                [
                    "name": "size:Size=small", "type": "oneof", "display_text": "size:Size=small",
                    "flags": .set([.simple("optional")]), "default": "small",
                    "arguments": [
                        ["name": "small", "type": "pure-token", "token": "small"],
                        ["name": "large", "type": "pure-token", "token": "large"],
                    ],
                    "schema": .string(
                        ##"{"$ref":"#/$defs/S","$defs":{"S":{"type":"string","enum":["small","large"]}}}"##),
                ],
            ],
            "returns": "Int?", "reply_schema": .string(#"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#),
        ]
    ]

    @Test(arguments: [typed, typed.inRESP2]) func typesAreUnderstoodAndExplained(_ reply: Value) throws {
        let command = try #require(CommandHelp.all(documentedBy: reply)?.first)
        #expect(command.usage == "shop.order order:Order [size:small|large=small]")
        #expect(
            command.explanation == [
                "Takes an order.", "deprecated: use place", "", "Nothing is charged.", "",
                "order: Order — what it is", "  count: integer", "  note: text, may be left out",
                "size: small or large, small if left out", "", "replies integer or null",
            ])
        let catalog = CommandCatalog([command])
        #expect(catalog.hint(after: "shop.order {} ") == "[size:small|large=small] — deprecated: Takes an order.")
        // The value of an enum has its place, other than a token of Redis' commands.
        #expect(catalog.hint(after: "shop.order {} small ") == "— deprecated: Takes an order.")
        #expect(catalog.completions(ofArgumentIn: "shop.order {} ") == ["shop.order {} small", "shop.order {} large"])
        #expect(catalog.completions(ofArgumentIn: "shop.order {} L") == ["shop.order {} large"])
        #expect(catalog.completions(ofArgumentIn: "shop.order ") == [])
        #expect(catalog.completions(ofArgumentIn: "shop.order {} small ") == [])
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

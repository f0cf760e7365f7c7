import GedisKit
import Testing

@testable import GedisMounts

@Suite struct MountCatalogTests {
    @Test func namesParametersAsFarAsTheyAreWords() throws {
        let set: Value = [
            "summary": "Sets a key.",
            "arguments": [
                ["name": "key", "type": "key"], ["name": "value", "type": "string"],
                ["name": "count", "type": "integer", "token": "COUNT", "flags": .set([.simple("optional")])],
            ],
        ]
        let catalog = MountCatalog(listed: [Self.shape("set", -3)], documented: ["set": set])
        let command = try #require(catalog.commands.first)
        #expect(command.summary == "Sets a key.")
        #expect(command.parameters.map(\.name) == ["key", "value", "arguments"])
        #expect(command.parameters.map(\.presence) == [.required, .required, .variadic])
        #expect(command.parameters[2].help == "[COUNT count]")
    }

    @Test(arguments: [(1, 0, 0), (2, 1, 1), (-1, 0, nil), (-3, 2, nil)] as [(Int, Int, Int?)])
    func takesAsManyArgumentsAsTheServerSays(arity: Int, fewest: Int, most: Int?) throws {
        let parameters = try #require(
            MountCatalog(listed: [Self.shape("x", arity)], documented: .error(CommandError("no DOCS"))).commands.first
        ).parameters
        let command = Command(name: "x", parameters: parameters, handler: .synchronous { _, _ in })
        #expect(command.fewestArguments == fewest)
        #expect(command.mostArguments == most)
    }

    @Test func readsTheTypesOfGedis() throws {
        let sum: Value = [
            "arguments": [
                ["name": "a:Int", "display_text": "a:Int", "type": "integer", "schema": #"{"type":"integer"}"#],
                [
                    "name": "b:Int=0", "display_text": "b:Int=0", "type": "integer",
                    "flags": .set([.simple("optional")]),
                    "default": "0", "schema": #"{"type":"integer"}"#,
                ],
            ], "returns": "Int", "reply_schema": #"{"type":"integer"}"#,
        ]
        let catalog = MountCatalog(listed: [Self.shape("calc.sum", -2)], documented: ["calc.sum": sum])
        let command = try #require(catalog.commands.first)
        #expect(command.parameters.map { "\($0.name):\($0.type)" } == ["a:Int", "b:Int"])
        #expect(command.parameters.map(\.schema) == [.integer(), .integer()])
        #expect(command.parameters[1].presence == .defaulted(expression: "0"))
        #expect(command.returns == "Int")
        #expect(command.result == .integer())
    }

    @Test func leavesOutWhatConcernsAConnection() {
        let shapes: [Value] = ["get", "subscribe", "select", "multi", "blpop"].map { Self.shape($0, -1) }
        let catalog = MountCatalog(listed: .array(shapes + [Self.shape("x.pop", -1, "blocking")]), documented: .null)
        #expect(catalog.commands.map(\.name) == ["get"])
        #expect(catalog.refusals["subscribe"] == .messages)
        #expect(catalog.refusals["x.pop"] == .blocking)
        #expect(catalog.isComplete)
    }

    @Test func knowsNothingOfAServerThatSaysNothing() {
        let error = Value.error(CommandError("unknown command 'COMMAND'"))
        let catalog = MountCatalog(listed: error, documented: error)
        #expect(catalog.commands.isEmpty)
        #expect(!catalog.isComplete)
    }

    private static func shape(_ name: String, _ arity: Int, _ flags: String...) -> Value {
        [.string(name), .integer(arity), .set(flags.map(Value.simple))]
    }
}

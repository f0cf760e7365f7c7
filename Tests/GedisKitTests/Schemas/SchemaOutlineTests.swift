import GedisKit
import Testing

@Suite struct SchemaOutlineTests {
    private static let types = [
        TypeDescription(name: "Colour", shape: .choice([.text("red"), .text("green"), .text("blue")])),
        TypeDescription(name: "Level", shape: .choice([.integer(1), .integer(5)])),
        TypeDescription(
            name: "Tree",
            shape: .record([
                TypeDescription.Field("name", .string(), help: "what it is\ncalled"),
                TypeDescription.Field("children", .list(.reference("Tree"))),
                TypeDescription.Field("colour", .optional(.reference("Colour"))),
                TypeDescription.Field("seal", .optional(.bytes)),
            ])),
    ]

    @Test(
        arguments: [
            (.string(), "text"), (.string(format: "uuid"), "UUID"), (.boolean, "true or false"),
            (.integer(), "integer"), (.integer(minimum: 0), "integer from 0"),
            (.integer(minimum: -128, maximum: 127), "integer from -128 to 127"), (.number, "number"),
            (.bytes, "bytes"), (.list(.integer(), isSet: true), "set of integer"),
            (.map(.list(.string())), "map of list of text"), (.optional(.number), "number or null"),
            (.reference("Colour"), "red, green or blue"), (.reference("Level"), "1 or 5"), (.any, "any value"),
            (.list(.reference("Tree")), "list of Tree"),
        ] as [(Schema, String)])
    func aSchemaHasAPhrase(_ schema: Schema, _ phrase: String) {
        #expect(SchemaOutline(TypeCatalog.whole(schema, of: Self.types)).phrase == phrase)
    }

    @Test func aRecordHasLinesAndOneThatHoldsItselfAnEnd() {
        let members = SchemaOutline(TypeCatalog.whole(.optional(.reference("Tree")), of: Self.types)).members
        #expect(
            members == [
                "name: text — what it is called", "children: list of Tree",
                "colour: red, green or blue, may be left out", "seal: bytes in base64, may be left out",
            ])
        // Bytes of a reply are themselves, in what it holds too.
        let reply = SchemaOutline(TypeCatalog.whole(.map(.reference("Tree")), of: Self.types, isReply: true))
        #expect(reply.phrase == "map of Tree" && reply.members.last == "seal: bytes, may be left out")
    }

    @Test func onlySomeTypesHaveChoices() {
        func choices(_ schema: Schema) -> [String] { SchemaOutline(TypeCatalog.whole(schema, of: Self.types)).choices }
        #expect(choices(.reference("Level")) == ["1", "5"])
        #expect(choices(.boolean) == ["true", "false"])
        #expect(choices(.reference("Tree")) == [] && choices(.string()) == [])
    }
}

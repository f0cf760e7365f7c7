import GedisKit
import Testing

/// What `COMMAND DOCS` says of a namespace's types.
@Suite struct CommandDocumentationTests {
    let client = TestClient(namespaces: [
        Namespace(
            name: "shop",
            types: [
                TypeDescription(name: "Size", shape: .choice([.text("small"), .text("large")])),
                TypeDescription(
                    name: "Order", help: "An order.",
                    shape: .record([
                        TypeDescription.Field("size", .optional(.reference("Size")), help: "how large"),
                        TypeDescription.Field("seal", .bytes),
                    ])),
            ],
            commands: [
                Command(
                    name: "order", summary: "Takes an order.", discussion: "At once.",
                    parameters: [
                        Parameter(name: "order", type: "Order", schema: .reference("Order")),
                        Parameter(
                            name: "size", type: "Size", schema: .reference("Size"),
                            presence: .defaulted(expression: "\"small\"")),
                        Parameter(
                            name: "price", type: "Double", schema: .number, presence: .defaulted(expression: "1.5")),
                        Parameter(name: "counts", type: "Int", schema: .integer(), presence: .variadic),
                    ],
                    returns: "Order", result: .reference("Order"), handler: .synchronous { _, reply in reply.ok() }),
                Command(
                    name: "take", deprecation: "too simple; use order", handler: .synchronous { _, reply in reply.ok() }
                ),
            ])
    ])

    private func documentation(of command: String) -> [String] {
        client.send("command docs \(command)\n").split(separator: "\r\n").map(String.init).filter { !$0.hasPrefix("$") }
    }

    @Test func argumentsHaveRedisTypesAndEnumsTheirValuesAsTokens() throws {
        let lines = documentation(of: "shop.order")
        let types = lines.indices.dropLast().filter { lines[$0] == "type" }.map { lines[$0 + 1] }
        #expect(types == ["string", "oneof", "pure-token", "pure-token", "double", "integer"])
        let tokens = lines.indices.dropLast().filter { lines[$0] == "token" }.map { lines[$0 + 1] }
        #expect(tokens == ["small", "large"])
        let defaults = lines.indices.dropLast().filter { lines[$0] == "default" }.map { lines[$0 + 1] }
        #expect(defaults == ["small", "1.5"])
        #expect(lines.contains("size:Size=small") && lines.contains("At once."))
    }

    @Test func schemasAreWholeJSONTexts() throws {
        let lines = documentation(of: "shop.order")
        func schema(after key: String) throws -> String { lines[try #require(lines.firstIndex(of: key)) + 1] }
        let size = ##""Size":{"title":"Size","type":"string","enum":["small","large"]}"##
        func order(_ seal: String) -> String {
            ##"{"title":"Order","description":"An order.","type":"object","properties":{"size":{"anyOf":[{"$ref":"##
                + ##""#/$defs/Size"},{"type":"null"}],"description":"how large"},"seal":\##(seal)},"required":["seal"]}"##
        }
        // Bytes are base64 in an argument's JSON, and themselves in a reply.
        #expect(
            try schema(after: "schema")
                == ##"{"$ref":"#/$defs/Order","$defs":{"Order":"##
                + order(#"{"type":"string","contentEncoding":"base64"}"#) + ",\(size)}}")
        #expect(
            try schema(after: "reply_schema")
                == ##"{"$ref":"#/$defs/Order.reply","$defs":{"Order.reply":"##
                + order(#"{"type":"string","format":"bytes"}"#) + ",\(size)}}")
        #expect(try schema(after: "returns") == "Order")
    }

    @Test func whatIsDeprecatedSaysSoInRedisWords() {
        let lines = documentation(of: "shop.take")
        #expect(
            lines.suffix(7) == [
                "doc_flags", "*1", "+deprecated", "replaced_by", "order", "deprecation", "too simple; use order",
            ])
        #expect(!documentation(of: "shop.order").contains("doc_flags"))
    }
}

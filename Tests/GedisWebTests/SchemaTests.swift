import GedisJSON
import GedisKit
import Testing

@testable import GedisWeb

@Suite struct SchemaTests {
    @Test(
        arguments: [
            (.optional(.integer()), #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#),
            (
                .map(.list(.integer())),
                #"{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}}"#
            ),
            (.bytes, #"{"type":"string","contentEncoding":"base64"}"#), (.any, "{}"),
            (.integer(minimum: 0, maximum: 255), #"{"type":"integer","minimum":0,"maximum":255}"#),
            (
                .list(.string(format: "uuid"), isSet: true),
                #"{"type":"array","items":{"type":"string","format":"uuid"},"uniqueItems":true}"#
            ),
            (.reference("Order"), ##"{"$ref":"#/types/Order"}"##),
        ] as [(Schema, String)])
    func schemasAreJSONSchema(_ schema: Schema, _ text: String) {
        var writer = JSONWriter()
        writer.write(schema.value(references: "#/types/"), errors: .parts)
        #expect(writer.text == text)
    }

    @Test func typesAreJSONSchema() {
        let order = TypeDescription(
            name: "Order", help: "An order.",
            shape: .record([
                TypeDescription.Field("id", .string(), help: "its number"),
                TypeDescription.Field("note", .optional(.string()), deprecation: "use notes"),
            ]))
        var writer = JSONWriter()
        writer.write(order.value(references: ""), errors: .parts)
        #expect(
            writer.text
                == #"{"title":"Order","description":"An order.","type":"object","properties":{"id":{"type":"string","#
                + #""description":"its number"},"note":{"anyOf":[{"type":"string"},{"type":"null"}],"#
                + #""description":"Deprecated: use notes","deprecated":true}},"required":["id"]}"#)
    }

    @Test(
        arguments: [
            ("1", 1), ("-0.5", -0.5), ("true", true), (#""a""#, "a"), ("null", nil), ("[]", nil), ("[1]", nil),
            (".other", nil), ("9223372036854775808", 9223372036854775808.0),
        ] as [(String, Value?)])
    func defaultsThatAreLiteralsAreShown(_ expression: String, _ value: Value?) {
        let parameter = Parameter(name: "a", type: "Int", presence: .defaulted(expression: expression))
        #expect(parameter.defaultLiteral == value)
    }
}

import GedisJSON
import GedisKit
import Testing

@testable import GedisWeb

@Suite struct TypeSchemaTests {
    @Test(arguments: [
        ("Int?", #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#), ("", #"{"const":"OK"}"#),
        ("[String : [Int]]", #"{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}}"#),
        ("[UInt8]", #"{"type":"string"}"#), ("Way", "{}"),
    ])
    func typesHaveSchemas(_ type: String, _ schema: String) {
        var writer = JSONWriter()
        writer.write(TypeSchema.of(type), errors: .parts)
        #expect(writer.text == schema)
    }

    @Test(
        arguments: [
            ("1", 1), ("-0.5", -0.5), ("true", true), (#""a""#, "a"), ("null", nil), ("[]", nil), ("[1]", nil),
            (".other", nil), ("9223372036854775808", 9223372036854775808.0),
        ] as [(String, Value?)])
    func defaultsThatAreLiteralsAreShown(_ expression: String, _ value: Value?) {
        #expect(TypeSchema.literal(expression) == value)
    }
}

import GedisClient
import GedisKit
import Testing

@Suite struct ReplyFormatTests {
    func text(_ format: ReplyFormat, _ value: Value) -> String {
        String(decoding: format.render(value), as: UTF8.self)
    }

    @Test(
        arguments: [
            (.bigNumber("123"), "(big number) 123\n", "123\n", "123\n"),
            (.bigNumber("-007"), "(big number) -007\n", "-007\n", "-7\n"),
            (.bigNumber("+0"), "(big number) +0\n", "+0\n", "0\n"),
            (.push(["a", 1]), "1) \"a\"\n2) (integer) 1\n", "a\n1\n", "[\"a\",1]\n"),
            (.push([]), "(empty push)\n", "\n", "[]\n"),
            (.double(0.1), "(double) 0.1\n", "0.1\n", "0.1\n"),
            (
                .error(CommandError("", code: "LOADING")), "(error) LOADING\n", "LOADING\n\n",
                "{\"error\":\"LOADING\"}\n"
            ),
        ] as [(Value, String, String, String)])
    func typesThatRedisCliHasNoLineFor(_ value: Value, _ terminal: String, _ raw: String, _ json: String) {
        #expect(text(.terminal, value) == terminal)
        #expect(text(.raw, value) == raw)
        #expect(text(.json, value) == json)
    }

    @Test(
        arguments: [
            ([.error(CommandError("x"))], #"[{"error":"ERR x"}]"#),
            ([.double(.infinity), .double(-.infinity), .double(.nan)], #"["inf","-inf","nan"]"#),
            ([.bulk([0x61, 0xFF, 0x22, 0x00])], #"["a\\xff\\\"\\x00"]"#),
            (["a\"\\\u{8}\u{C}\u{1}\u{7F}é/"], "[\"a\\\"\\\\\\b\\f\\u0001\u{7F}é/\"]"),
            ([1: 2, nil: 3, ["x"]: 4, 1.5: 5, .simple("s"): 6], #"{"1":2,"null":3,"[\"x\"]":4,"1.5":5,"s":6}"#),
        ] as [(Value, String)])
    func jsonIsValidWhereThatOfRedisCliIsNot(_ value: Value, _ expected: String) {
        #expect(text(.json, value) == expected + "\n")
    }

    @Test func rawOutputKeepsBytesAsTheyAre() {
        #expect(ReplyFormat.raw.render([.bulk([0xFF, 0x00]), nil, "x"]) == [0xFF, 0x00, 0x0A, 0x0A, 0x78, 0x0A])
    }
}

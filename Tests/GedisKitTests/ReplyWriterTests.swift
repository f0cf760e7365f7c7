import GedisKit
import Testing

@Suite struct ReplyWriterTests {
    @Test(arguments: [
        (Value.null, "$-1\r\n", "_\r\n"),
        (.simple("two\r\nlines"), "+two  lines\r\n", "+two  lines\r\n"),
        (.error(CommandError("no\nsuch", code: "NOPE")), "-NOPE no such\r\n", "-NOPE no such\r\n"),
        (0, ":0\r\n", ":0\r\n"),
        (9, ":9\r\n", ":9\r\n"),
        (-1, ":-1\r\n", ":-1\r\n"),
        (10, ":10\r\n", ":10\r\n"),
        (.integer(.max), ":9223372036854775807\r\n", ":9223372036854775807\r\n"),
        (.integer(.min), ":-9223372036854775808\r\n", ":-9223372036854775808\r\n"),
        (3.0, "$1\r\n3\r\n", ",3\r\n"),
        (-0.1, "$4\r\n-0.1\r\n", ",-0.1\r\n"),
        (.double(.infinity), "$3\r\ninf\r\n", ",inf\r\n"),
        (true, ":1\r\n", "#t\r\n"),
        (false, ":0\r\n", "#f\r\n"),
        ("👋\r\n", "$6\r\n👋\r\n\r\n", "$6\r\n👋\r\n\r\n"),
        (.bulk([]), "$0\r\n\r\n", "$0\r\n\r\n"),
        (.bigNumber("12345678901234567890"), "$20\r\n12345678901234567890\r\n", "(12345678901234567890\r\n"),
        (.verbatim("text", format: "txt"), "$4\r\ntext\r\n", "=8\r\ntxt:text\r\n"),
        (
            .array([1, .null, .array(["a"])]), "*3\r\n:1\r\n$-1\r\n*1\r\n$1\r\na\r\n",
            "*3\r\n:1\r\n_\r\n*1\r\n$1\r\na\r\n"
        ),
        (Value.set([1]), "*1\r\n:1\r\n", "~1\r\n:1\r\n"),
        (
            .map([.init("a", 1), .init("b", .null)]), "*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n$-1\r\n",
            "%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n_\r\n"
        ),
        (.attributed(7, [.init("a", 1)]), ":7\r\n", "|1\r\n$1\r\na\r\n:1\r\n:7\r\n"),
        (.push(["m"]), "*1\r\n$1\r\nm\r\n", ">1\r\n$1\r\nm\r\n"),
    ])
    func valuesInBothVersions(value: Value, resp2: String, resp3: String) {
        #expect(written(.resp2) { value.write(to: &$0) } == resp2)
        #expect(written(.resp3) { value.write(to: &$0) } == resp3)
    }

    @Test func typesOfTheStandardLibrary() throws {
        #expect(written { $0.result([UInt8]("a\0".utf8)) } == "$2\r\na\0\r\n")
        #expect(written { $0.result([1, 2]) } == "*2\r\n:1\r\n:2\r\n")
        #expect(written { $0.result(Int?.none) } == "$-1\r\n")
        #expect(written { $0.result([String?.some("a"), nil]) } == "*2\r\n$1\r\na\r\n$-1\r\n")
        #expect(written(.resp3) { $0.result(["k": [true]]) } == "%1\r\n$1\r\nk\r\n*1\r\n#t\r\n")
        #expect(
            written(.resp3) { $0.result(["b": 1, "a": 2] as KeyValuePairs) }
                == "%2\r\n$1\r\nb\r\n:1\r\n$1\r\na\r\n:2\r\n")
        #expect(written { $0.result(UInt64.max) } == "$20\r\n18446744073709551615\r\n")
        #expect(written { $0.result(Float(0.1)) } == "$3\r\n0.1\r\n")
        #expect(written { $0.result(()) } == "+OK\r\n")
        #expect(written { $0.result(Colour.red) } == "$3\r\nred\r\n")
    }

    @Test func structsBecomeMaps() throws {
        let point = Place(name: "a", at: [1, 2], colour: .red, note: nil)
        #expect(
            try written(.resp3) { try $0.result(point) }
                == "%3\r\n$4\r\nname\r\n$1\r\na\r\n$2\r\nat\r\n*2\r\n:1\r\n:2\r\n$6\r\ncolour\r\n$3\r\nred\r\n")
        #expect(try written(.resp3) { try $0.result([Empty()]) } == "*1\r\n%0\r\n")
        #expect(throws: Unwilling.Refusal.self) { try written { try $0.result(Unwilling()) } }
    }

    @Test func whatIsWrittenCanBeTakenBack() {
        var writer = ReplyWriter(capacity: 4)
        writer.ok()
        let kept = writer.count
        writer.string(String(repeating: "x", count: 10_000))
        writer.truncate(to: kept)
        writer.integer(1)
        #expect(writer.withBytes { String(decoding: $0, as: UTF8.self) } == "+OK\r\n:1\r\n")
        writer.removeAll(keepingAtMost: 16)
        #expect(writer.count == 0)
    }

    private func written(
        _ version: ReplyWriter.Version = .resp2, _ body: (inout ReplyWriter) throws -> Void
    ) rethrows -> String {
        var writer = ReplyWriter(version: version)
        try body(&writer)
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

private enum Colour: String, Encodable { case red }

private struct Place: Encodable {
    var name: String
    var at: [Int]
    var colour: Colour
    var note: String?
}

private struct Empty: Encodable {}

private struct Unwilling: Encodable {
    struct Refusal: Error {}
    func encode(to encoder: any Encoder) throws { throw Refusal() }
}

import GedisKit
import GedisRESP
import Testing

@Suite struct ReplyParserTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        let bytes: String
        let values: [Value]

        init(_ bytes: String, _ values: Value...) {
            self.bytes = bytes
            self.values = values
        }

        var testDescription: String { bytes.debugDescription }
    }

    static let samples: [Sample] = [
        Sample("+OK\r\n", .ok),
        Sample("+\r\n", .simple("")),
        Sample("+a\rb\r\n", .simple("a\rb")),
        Sample("-ERR no such key\r\n", .error(CommandError("no such key"))),
        Sample("-LOADING\r\n", .error(CommandError("", code: "LOADING"))),
        // What is written has spaces in their place, and has to be read as the same.
        Sample("-MOVED\rto\r\n", .error(CommandError("to", code: "MOVED"))),
        Sample("-\r\r\n", .error(CommandError("", code: ""))),
        Sample("!22\r\nSYNTAX invalid\r\nsyntax\r\n", .error(CommandError("invalid\r\nsyntax", code: "SYNTAX"))),
        Sample(":0\r\n:-1\r\n:+5\r\n", 0, -1, 5),
        Sample(":9223372036854775807\r\n:-9223372036854775808\r\n", .integer(.max), .integer(.min)),
        Sample("$5\r\nhello\r\n$0\r\n\r\n", "hello", ""),
        Sample("$4\r\n\r\n\r\n\r\n", "\r\n\r\n"),
        Sample("$-1\r\n*-1\r\n_\r\n", nil, nil, nil),
        Sample(",1.5\r\n,10\r\n,-1e3\r\n,1E-2\r\n", 1.5, 10.0, -1000.0, 0.01),
        Sample(",inf\r\n,-inf\r\n", .double(.infinity), .double(-.infinity)),
        Sample("#t\r\n#f\r\n", true, false),
        Sample(
            "(3492890328409238509324850943850943825024385\r\n(-7\r\n",
            .bigNumber("3492890328409238509324850943850943825024385"), .bigNumber("-7")),
        Sample(
            "=15\r\ntxt:Some string\r\n=4\r\nmkd:\r\n",
            .verbatim("Some string", format: "txt"), .verbatim("", format: "mkd")),
        Sample("*0\r\n~0\r\n%0\r\n>0\r\n", .array([]), .set([]), .map([]), .push([])),
        Sample("*3\r\n:1\r\n*2\r\n$1\r\na\r\n_\r\n*0\r\n", [1, ["a", nil], []]),
        Sample("~2\r\n+a\r\n+b\r\n", .set([.simple("a"), .simple("b")])),
        Sample("%2\r\n$1\r\nk\r\n*1\r\n:1\r\n:2\r\n%1\r\n#t\r\n#f\r\n", ["k": [1], 2: [true: false]]),
        Sample(">3\r\n+message\r\n$1\r\nc\r\n$2\r\nhi\r\n+OK\r\n", .push([.simple("message"), "c", "hi"]), .ok),
        Sample("*2\r\n-ERR x\r\n:1\r\n", [.error(CommandError("x")), 1]),
    ]

    @Test(arguments: samples)
    func everyTypeHoweverTheBytesAreCut(_ sample: Sample) throws {
        for chunks in Array(sample.bytes.utf8).cuts {
            #expect(try ReplyParser.replies(in: chunks) == sample.values)
        }
    }

    @Test(
        arguments: [
            ("|1\r\n+ttl\r\n:3600\r\n:7\r\n", .attributed(7, [.init(.simple("ttl"), 3600)])),
            ("|0\r\n:7\r\n", 7),
            ("|1\r\n+a\r\n:1\r\n*1\r\n:7\r\n", .attributed([7], [.init(.simple("a"), 1)])),
            (
                "|1\r\n+a\r\n%1\r\n+b\r\n*0\r\n|1\r\n+c\r\n+d\r\n:7\r\n",
                .attributed(
                    .attributed(7, [.init(.simple("c"), .simple("d"))]),
                    [.init(.simple("a"), .map([.init(.simple("b"), [])]))])
            ),
        ] as [(String, Value)])
    func attributesBelongToTheValueThatFollowsThemWhereverTheyStand(_ text: String, _ value: Value) throws {
        for chunks in Array("*2\r\n\(text)\(text)\(text)".utf8).cuts {
            #expect(try ReplyParser.replies(in: chunks) == [.array([value, value]), value])
        }
    }

    @Test func nanIsRead() throws {
        guard case .double(let number) = try #require(try ReplyParser.replies(in: ",nan\r\n").first) else {
            Issue.record("not a double")
            return
        }
        #expect(number.isNaN)
    }

    @Test func bytesThatAreNotUTF8StayAsTheyAreInBulkStringsAndAreReplacedInText() throws {
        let bytes: [UInt8] = [0x24, 0x32, 0x0D, 0x0A, 0xFF, 0x00, 0x0D, 0x0A, 0x2B, 0xFF, 0x0D, 0x0A]
        #expect(try ReplyParser.replies(in: [bytes[...]]) == [.bulk([0xFF, 0x00]), .simple("\u{FFFD}")])
    }

    @Test func aLargeStringAndManyRepliesBehindEachOther() throws {
        let string = [UInt8](repeating: 0x0A, count: 1 << 20)
        let stream = Array("$\(string.count)\r\n".utf8) + string + Array("\r\n".utf8)
        let chunks = stride(from: 0, to: stream.count, by: 1000).map { stream[$0..<min($0 + 1000, stream.count)] }
        #expect(try ReplyParser.replies(in: chunks) == [.bulk(string)])

        let many = (0..<20_000).flatMap { ":\($0)\r\n".utf8 }
        let pieces = stride(from: 0, to: many.count, by: 777).map { many[$0..<min($0 + 777, many.count)] }
        #expect(try ReplyParser.replies(in: pieces) == (0..<20_000).map { .integer($0) })
    }
}

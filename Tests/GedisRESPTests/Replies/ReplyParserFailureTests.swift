import GedisKit
import GedisRESP
import Testing

@Suite struct ReplyParserFailureTests {
    typealias Failure = ReplyParser.Failure

    @Test(
        arguments: [
            ("hello\r\n", 0, "\"hello\", which begins with no type of reply"),
            ("+OK\r\n\r\n", 5, "an empty line in place of a reply"),
            ("+OK\n", 3, "a line that ends without a carriage return"),
            (":1x\r\n", 0, "\":1x\", which is not an integer"),
            (":\r\n", 0, "\":\", which is not an integer"),
            (":9223372036854775808\r\n", 0, "\":9223372036854775808\", which is not an integer"),
            ("_x\r\n", 0, "\"_x\", which is not null"),
            ("#true\r\n", 0, "\"#true\", which is not a truth value"),
            (",\r\n", 0, "\",\", which is not a double"),
            (",0x1p3\r\n", 0, "\",0x1p3\", which is not a double"),
            (",infinity\r\n", 0, "\",infinity\", which is not a double"),
            ("(12.5\r\n", 0, "\"(12.5\", which is not a big number"),
            ("(-\r\n", 0, "\"(-\", which is not a big number"),
            ("$-2\r\n", 0, "\"$-2\", which is not a length"),
            ("!-1\r\n", 0, "\"!-1\", which is not a length"),
            ("%-1\r\n", 0, "\"%-1\", which is not a length"),
            ("$3\r\nabcd\r\n", 7, "a string of 3 bytes that does not end after them"),
            ("=3\r\ntxt\r\n", 0, "a verbatim string that does not begin with three letters and a colon"),
            ("=5\r\ntext:\r\n", 0, "a verbatim string that does not begin with three letters and a colon"),
            ("*1\r\n>1\r\n+a\r\n", 4, "a push inside another reply"),
            ("*2\r\n:1\r\n*?\r\n", 8, "\"*?\", a streamed reply, which is not supported"),
            ("$?\r\n", 0, "\"$?\", a streamed reply, which is not supported"),
        ])
    func theErrorSaysWhereAndWhat(_ text: String, _ offset: Int, _ reason: String) throws {
        for chunks in Array(text.utf8).cuts {
            let failure = #expect(throws: Failure.self) { try ReplyParser.replies(in: chunks) }
            #expect(failure?.offset == offset)
            #expect(failure?.reason == reason)
        }
    }

    @Test(arguments: [1, 7, 512])
    func thePlaceCountsFromTheStartOfTheStream(_ size: Int) {
        let stream = Array((String(repeating: "+OK\r\n", count: 1000) + "?\r\n").utf8)
        let chunks = stride(from: 0, to: stream.count, by: size).map { stream[$0..<min($0 + size, stream.count)] }
        let failure = #expect(throws: Failure.self) { try ReplyParser.replies(in: chunks) }
        #expect(failure?.offset == 5000)
    }

    static let limits = ReplyParser.Limits(depth: 3, stringLength: 10, elements: 6, lineLength: 16)

    @Test(
        arguments: [
            "*1\r\n*1\r\n*1\r\n:1\r\n", "$10\r\n0123456789\r\n", "*3\r\n:1\r\n*3\r\n:1\r\n:2\r\n:3\r\n:1\r\n",
            "%3\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n", "+0123456789abcde\r\n",
        ])
    func whatReachesALimitPasses(_ text: String) throws {
        for chunks in Array(text.utf8).cuts {
            #expect(try ReplyParser.replies(in: chunks, limits: Self.limits).count == 1)
        }
    }

    @Test(
        arguments: [
            ("*1\r\n*1\r\n*1\r\n*1\r\n", 12, "a reply nested deeper than 3"),
            ("|1\r\n+a\r\n+b\r\n|1\r\n+a\r\n+b\r\n|1\r\n+a\r\n+b\r\n|1\r\n", 36, "a reply nested deeper than 3"),
            ("$11\r\n", 0, "a string of 11 bytes, more than 10"),
            ("$9223372036854775807\r\n", 0, "a string of 9223372036854775807 bytes, more than 10"),
            ("*7\r\n", 0, "a reply of more than 6 elements"),
            ("*3\r\n*4\r\n", 4, "a reply of more than 6 elements"),
            ("%4\r\n", 0, "a reply of more than 6 elements"),
            ("%9223372036854775807\r\n", 0, "a reply of more than 6 elements"),
            ("+0123456789abcdefg", 0, "a line of more than 16 bytes"),
        ])
    func whatExceedsALimitIsRefusedBeforeItIsKept(_ text: String, _ offset: Int, _ reason: String) {
        var limits = Self.limits
        if text.contains("9223372036854775807") { limits.lineLength = 32 }
        let failure = #expect(throws: Failure.self) { try ReplyParser.replies(in: text, limits: limits) }
        #expect(failure?.offset == offset)
        #expect(failure?.reason == reason)
    }

    @Test func anElementCountStartsAnewWithEachReply() throws {
        let text = String(repeating: "*6\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n", count: 5)
        #expect(try ReplyParser.replies(in: text, limits: Self.limits).count == 5)
    }
}

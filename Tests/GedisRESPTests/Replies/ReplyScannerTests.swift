import GedisKit
import GedisRESP
import Testing

/// Where replies end, compared with what the parser makes of them.
@Suite struct ReplyScannerTests {
    static let replies = [
        "+OK\r\n", "-ERR no\r\n", ":1\r\n", "$0\r\n\r\n", "$5\r\na\r\nbc\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "_\r\n",
        "#t\r\n",
        ",1.5\r\n", "(123456789012345678901234567890\r\n", "!5\r\nERR a\r\n", "=5\r\ntxt:a\r\n",
        "*2\r\n*1\r\n:1\r\n$1\r\na\r\n", "%2\r\n+a\r\n:1\r\n+b\r\n*2\r\n_\r\n_\r\n", "~1\r\n:1\r\n",
        "|1\r\n+ttl\r\n:3\r\n$1\r\na\r\n", "*1\r\n|1\r\n+a\r\n+b\r\n:7\r\n", ">2\r\n+message\r\n+a\r\n", "%0\r\n",
    ]

    @Test(arguments: 1...9)
    func findsTheEndOfEachReplyHoweverItIsCut(size: Int) throws {
        let all = Self.replies.map { Array($0.utf8) }
        let stream = all.flatMap(\.self)
        var scanner = ReplyScanner()
        var pending: [UInt8] = []
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            pending += stream[start..<min(start + size, stream.count)]
            while let length = try pending.withUnsafeBytes({ bytes in try scanner.next(in: bytes) }) {
                found.append(Array(pending[..<length]))
                pending.removeFirst(length)
                if pending.isEmpty { break }
            }
        }
        #expect(found == all)
        #expect(pending.isEmpty)
    }

    @Test(arguments: [
        "x\r\n", "\r\n", "+a\n", "$x\r\n", "$\r\n", "$2\r\nabc\r\n", "*?\r\n", "*99999999999\r\n", "%9999999999\r\n",
        "$9999999999999999999\r\n", "$1000000000000\r\n", "*-2\r\n",
    ])
    func refusesWhatIsNoReply(text: String) {
        var scanner = ReplyScanner()
        #expect(throws: ReplyParser.Failure.self) {
            try Array(text.utf8).withUnsafeBytes { bytes in try scanner.next(in: bytes) }
        }
    }

    @Test func refusesALineWithoutEnd() {
        var scanner = ReplyScanner(limits: .init(lineLength: 10))
        #expect(throws: ReplyParser.Failure.self) {
            try Array(("+" + String(repeating: "a", count: 20)).utf8).withUnsafeBytes { bytes in
                try scanner.next(in: bytes)
            }
        }
    }
}

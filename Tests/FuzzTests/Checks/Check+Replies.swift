import GedisKit
import GedisRESP

extension Check {
    /// The same replies and the same error come out however the bytes are cut; and what is written of them is read, and
    /// written the same again.
    static let replies = Check(
        name: "replies",
        vocabulary: [
            "+OK\r\n", "-ERR no\r\n", ":1\r\n", ":-9223372036854775808\r\n", "$3\r\nabc\r\n", "$-1\r\n", "*-1\r\n",
            "*2\r\n",
            "*0\r\n", "_\r\n", "#t\r\n", "#f\r\n", ",1.5\r\n", ",inf\r\n", ",nan\r\n", "(123456789012345678901\r\n",
            "!5\r\nERR x\r\n",
            "=5\r\ntxt:a\r\n", "~1\r\n", "%1\r\n", ">2\r\n", "|1\r\n", "\r\n", "\r", "\n", "$?\r\n", "*99999999\r\n",
            "é",
        ]
    ) { input in
        let ways = Cut.ways(of: input[...]).map { Outcome(of: input, cutAt: $0) }
        let whole = ways[0]
        if ways.contains(where: { $0.error != whole.error || written($0.replies) != written(whole.replies) }) {
            return "cut otherwise, other replies come out: \(ways)"
        }
        for version in [ReplyWriter.Version.resp2, .resp3] {
            let bytes = written(whole.replies, version)
            let again = Outcome(of: bytes, cutAt: CollectionOfOne(bytes.count))
            guard again.error == nil, again.replies.count == whole.replies.count else {
                return "what is written is not read again: \(whole) became \(again)"
            }
            let twice = written(again.replies, version)
            if twice != bytes { return "\(whole.replies) is written as \(bytes), and again as \(twice)" }
        }
        return nil
    }

    private struct Outcome {
        var replies: [Value] = []
        var error: ReplyParser.Failure?

        init(of input: [UInt8], cutAt ends: some Sequence<Int>) {
            var parser = ReplyParser(limits: ReplyParser.Limits(depth: 24, elements: 4096))
            var start = 0
            do throws(ReplyParser.Failure) {
                for end in ends {
                    input[start..<end].withUnsafeBytes { parser.append($0) }
                    start = end
                    while let reply = try parser.next() { replies.append(reply) }
                }
            } catch {
                self.error = error
            }
        }
    }

    private static func written(_ values: [Value], _ version: ReplyWriter.Version = .resp3) -> [UInt8] {
        var writer = ReplyWriter(version: version)
        for value in values { value.write(to: &writer) }
        return writer.withBytes { Array($0) }
    }
}

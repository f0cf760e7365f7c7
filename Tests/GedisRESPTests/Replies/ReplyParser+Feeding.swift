import GedisKit
import GedisRESP

extension ReplyParser {
    /// The replies in `chunks`, fed one after the other.
    static func replies(
        in chunks: [ArraySlice<UInt8>], limits: Limits = Limits()
    ) throws(ReplyParser.Failure) -> [Value] {
        var parser = ReplyParser(limits: limits)
        var replies: [Value] = []
        for chunk in chunks {
            chunk.withUnsafeBytes { parser.append($0) }
            while let reply = try parser.next() { replies.append(reply) }
        }
        return replies
    }

    /// The replies in `text`, which uses `\r\n` as it is.
    static func replies(in text: String, limits: Limits = Limits()) throws(ReplyParser.Failure) -> [Value] {
        try replies(in: [Array(text.utf8)[...]], limits: limits)
    }
}

extension Array<UInt8> {
    /// The bytes whole, byte by byte, and cut in two at every place.
    var cuts: [[ArraySlice<UInt8>]] {
        [[self[...]], indices.map { self[$0...$0] }] + indices.map { [self[..<$0], self[$0...]] }
    }
}

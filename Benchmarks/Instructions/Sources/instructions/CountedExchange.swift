/// A request and the reply that it has to get.
struct CountedExchange {
    var request: [UInt8]
    var reply: [UInt8]

    /// An exchange in RESP.
    init(_ words: [String], _ reply: String) {
        request = Array(("*\(words.count)\r\n" + words.map(Self.bulk).joined()).utf8)
        self.reply = Array(reply.utf8)
    }

    /// A byte string in RESP.
    static func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }
}

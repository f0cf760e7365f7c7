internal import GedisRESP

/// A request as a person types it: words between spaces, quoted as for redis-cli.
package struct RequestLine: Sendable {
    /// The command's name and its arguments; none for a line that says nothing.
    package let words: [[UInt8]]

    /// A request of words that are known already.
    package init(words: [[UInt8]]) { self.words = words }

    /// Reads a line; nil when a quote is not closed, or something follows a closing quote.
    package init?(_ line: [UInt8]) {
        guard let words = InlineRequest.words(in: line) else { return nil }
        self.words = words
    }

    /// A word in lower case, as names of commands and their options are compared; nil where there is none.
    package func name(at index: Int) -> String? {
        words.indices.contains(index) ? String(decoding: words[index], as: UTF8.self).lowercased() : nil
    }

    /// Whether the server answers with messages without end, until the connection is closed.
    package var isSubscription: Bool {
        ["subscribe", "psubscribe", "ssubscribe", "monitor"].contains(name(at: 0))
    }
}

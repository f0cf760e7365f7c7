/// A request in the bytes that clients send.
package func request(_ words: [String]) -> String { "*\(words.count)\r\n" + words.map(bulk).joined() }

/// A bulk string, in a request or as a reply.
package func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }

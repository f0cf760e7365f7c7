import GedisKit
import GedisRESP
import NIOHTTP1

/// What a request for events asks for: `?channel=news&pattern=sport.*`.
struct EventRequest {
    private let channels: [[UInt8]]
    private let patterns: [[UInt8]]

    /// Reads a request's query.
    ///
    /// - Throws: `HTTPError` where it names nothing, or anything else.
    init(_ head: HTTPRequestHead) throws(HTTPError) {
        var channels: [[UInt8]] = []
        var patterns: [[UInt8]] = []
        for field in head.query.split(separator: "&") {
            let name = field.prefix { $0 != "=" }
            guard let value = String(field.dropFirst(name.count + 1)).replacing("+", with: " ")[...].percentDecoded
            else { throw HTTPError(.badRequest, "the query has a % without two hexadecimal digits, or is no UTF-8") }
            switch name {
            case "channel": channels.append(Array(value.utf8))
            case "pattern": patterns.append(Array(value.utf8))
            default:
                throw HTTPError(
                    .badRequest, "there is no parameter \(name.prefix(128)) of events: there are channel, pattern")
            }
        }
        guard !channels.isEmpty || !patterns.isEmpty else {
            throw HTTPError(.badRequest, "of which channel? GET /events?channel=…, and pattern=… for a pattern")
        }
        self.channels = channels
        self.patterns = patterns
    }

    /// How many subscriptions it asks for.
    var count: Int { channels.count + patterns.count }

    /// The calls that subscribe, as a client of RESP would send them.
    func write(to writer: inout ReplyWriter) {
        if !channels.isEmpty { RequestEncoder.encode([Array("subscribe".utf8)] + channels, into: &writer) }
        if !patterns.isEmpty { RequestEncoder.encode([Array("psubscribe".utf8)] + patterns, into: &writer) }
    }
}

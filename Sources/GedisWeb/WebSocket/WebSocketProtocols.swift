import NIOHTTP1

/// The protocols that a request for a WebSocket offers.
///
/// A browser lets a page set no header of such a request but this one. So the page offers `gedis`, which is agreed to, and
/// `gedis.basic.TEXT`, whose text is that of a Basic Authorization header, with the alphabet of Base64 for URLs.
struct WebSocketProtocols {
    private static let own = "gedis"
    private static let basic = "gedis.basic."

    private let offered: [Substring]

    /// Reads a request's header; one that asks for no WebSocket offers nothing.
    init(_ head: HTTPRequestHead) {
        offered = head.isUpgrade ? head.headers[canonicalForm: "Sec-WebSocket-Protocol"] : []
    }

    /// What an Authorization header would say; nil where nothing is said.
    var authorization: String? {
        guard let text = offered.first(where: { $0.hasPrefix(Self.basic) })?.dropFirst(Self.basic.count) else {
            return nil
        }
        let characters = text.map { character -> Character in
            switch character {
            case "-": "+"
            case "_": "/"
            default: character
            }
        }
        return "Basic " + String(characters)
    }

    /// The headers by which the response agrees to one of them.
    var agreement: HTTPHeaders {
        offered.contains { $0 == Self.own } ? ["Sec-WebSocket-Protocol": Self.own] : [:]
    }
}

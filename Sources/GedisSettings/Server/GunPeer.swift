/// Another server of GUN to sync the graph with, as a setting names it: `ws://host:8765/gun`, or `wss://CLIENT@host/gun`.
public struct GunPeer: Sendable, Hashable {
    /// Where it is, such as `ws://localhost:8765/gun`.
    public var url: String
    /// The client instance that says who connects, and how a certificate is verified; nil where nobody has to say who it is.
    public var client: String?

    /// Names a server.
    public init(url: String, client: String? = nil) { (self.url, self.client) = (url, client) }
}

extension SettingFormat<GunPeer> {
    /// A URL of a WebSocket, in which the name of a client may stand in front of the host.
    package static let gunPeer = SettingFormat(
        placeholder: "url",
        parse: { (text) throws(SettingMistake) in
            let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, ["ws", "wss", "http", "https"].contains(parts[0]),
                text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains(where: { "?#".contains($0) })
            else { throw wrong(text) }
            guard let at = parts[1].lastIndex(of: "@") else {
                guard let first = parts[1].first, first != "/" else { throw wrong(text) }
                return GunPeer(url: text)
            }
            let (client, place) = (String(parts[1][..<at]), parts[1][parts[1].index(after: at)...])
            guard InstanceName.isValid(client) else {
                throw SettingMistake(
                    message: "what stands before '@' has to be the name of a client, whose user, password and "
                        + "certificate are used: 'gedis client create NAME user=… password=-' makes one")
            }
            guard let first = place.first, first != "/" else { throw wrong(text) }
            return GunPeer(url: "\(parts[0])://\(place)", client: client)
        },
        render: { peer in
            guard let client = peer.client, let place = peer.url.firstRange(of: "://")?.upperBound else {
                return peer.url
            }
            return "\(peer.url[..<place])\(client)@\(peer.url[place...])"
        })

    private static func wrong(_ text: String) -> SettingMistake {
        SettingMistake(message: "'\(text.visible)' is no URL such as ws://host:8765/gun")
    }
}

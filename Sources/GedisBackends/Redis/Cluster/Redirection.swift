import GedisClient
import GedisKit

/// What an error reply says about where, or when, a request can be served. None of them did anything.
enum Redirection: Hashable {
    /// The slot lies on another server, from now on.
    case moved(HashSlot, Client.Endpoint)
    /// This once, another server has the keys, because the slot is on its way there.
    case ask(Client.Endpoint)
    /// Not now: the keys are on their way, the cluster lacks a server, or the server is still loading its data.
    case later

    /// Reads an error reply; nil for any other error.
    ///
    /// - Parameters:
    ///   - error: the reply
    ///   - sender: the server that sent it, whose host is meant where none is named
    init?(_ error: CommandError, from sender: Client.Endpoint) {
        switch error.code {
        case _ where Self.isLater(error): self = .later
        case "MOVED", "ASK":
            // `MOVED 3999 127.0.0.1:6381`
            let words = error.message.split(separator: " ")
            guard words.count == 2, let slot = Int(words[0]).flatMap({ HashSlot($0) }),
                let colon = words[1].lastIndex(of: ":"), let port = Int(words[1][words[1].index(after: colon)...])
            else { return nil }
            let endpoint = sender.sibling(host: String(words[1][..<colon]), port: port)
            self = error.code == "MOVED" ? .moved(slot, endpoint) : .ask(endpoint)
        default: return nil
        }
    }

    /// Whether an error reply puts a request off.
    static func isLater(_ error: CommandError) -> Bool {
        ["TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN"].contains(error.code)
    }
}

extension Client.Endpoint {
    /// Another server of the cluster, as this one names it: without a host, it is on the same.
    func sibling(host: String, port: Int) -> Client.Endpoint {
        if !host.isEmpty, host != "?" { return .tcp(host: host, port: port) }
        if case .tcp(let host, _) = self { return .tcp(host: host, port: port) }
        return .tcp(host: "localhost", port: port)
    }
}

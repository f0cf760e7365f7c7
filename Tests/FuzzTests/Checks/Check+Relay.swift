import GedisGUN
import GedisKit

extension Check {
    /// A relay takes any frames of a peer: what it sends is JSON, a get that names no soul is told of none, and nobody is
    /// told what they did not ask for. The lines of an input are frames.
    static let relay = Check(
        name: "relay",
        vocabulary: [
            "{", "}", "[", "]", ":", ",", "\"", "\n", "{\"#\":\"a\",\"get\":{\"#\":\"s\"}}\n",
            "{\"#\":\"b\",\"put\":{\"s\":{\"_\":{\"#\":\"s\",\">\":{\"k\":1}},\"k\":1}}}\n",
            "{\"#\":\"c\",\"put\":{\"~@a\":{\"_\":{\"#\":\"~@a\",\">\":{\"~k\":1}},\"~k\":{\"#\":\"~k\"}}}}\n",
            "{\"#\":\"d\",\"dam\":\"?\"}\n", "\"get\":", "\"put\":", "\"#\":", "\"@\":\"a\",", "\"##\":1,", "\".\":",
            "\"k\"",
            "{\"*\":\"k\"}", "{\"<\":\"k\",\">\":\"a\"}", "\"%\":9", "\"_\":", "\">\":", "1e99", "null", "\"~a.b\"",
            "\"#x\"",
            "\"\\ud800\"", "\"<?1\"",
        ]
    ) { input in
        var world = RelayWorld()
        for line in input.split(separator: UInt8(ascii: "\n")) {
            if let complaint = world.send(Array(line)) { return complaint }
        }
        return nil
    }
}

/// A relay with a peer that sends, one that asked for nothing, and a graph.
private struct RelayWorld {
    private var relay = GunRelay(now: 0)
    private var graph: [ExactText: GunNode] = [:]
    private var complaint: String?
    private static let (sender, idler) = (1, 2)

    init() {
        perform { $0.add(Self.sender, .all, &$1) }
        perform { $0.add(Self.idler, .all, &$1) }
    }

    mutating func send(_ frame: [UInt8]) -> String? {
        for message in PeerMessage.read(frame: frame) {
            let refusal = GunRelay.refusal(of: message)
            perform { $0.receive(message, refusal: refusal, from: Self.sender, now: 1000, &$1) }
        }
        return complaint
    }

    private mutating func perform(_ body: (inout GunRelay, inout [RelayAction]) -> Void) {
        var actions: [RelayAction] = []
        body(&relay, &actions)
        for action in actions {
            switch action {
            case .send(let peer, let bytes), .sendLater(let peer, let bytes): check(peer, bytes)
            case .store(let put):
                for node in put.nodes {
                    _ = graph[ExactText(node.soul), default: GunNode(soul: node.soul)].merge(node, now: .infinity)
                }
                perform { $0.changed(GraphChange(put: put.id, nodes: put.nodes), &$1) }
                perform { $0.finish(put, lost: [], error: nil, now: 1000, &$1) }
            case .fetch(var fetch):
                var entries = (graph[ExactText(fetch.soul)]?.entries ?? [:]).map { (key: $0.key, entry: $0.value) }[...]
                while !fetch.isOver, let message = fetch.next(&entries, isLast: true) {
                    perform { $1 = [.send(to: fetch.peer, message)] }
                }
                perform { $0.finish(fetch, now: 1000, &$1) }
            case .pause, .wake, .close: break
            }
        }
    }

    private mutating func check(_ peer: Int, _ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let json = try? JSON.read(bytes), json["#"]?.string != nil else {
            complaint = "no message: \(text)"
            return
        }
        if peer == Self.idler, json["put"] != nil { complaint = "told what it did not ask for: \(text)" }
        if let put = json["put"], GunMessage.read(frame: bytes).first?.nodes?.count != put.members?.count {
            complaint = "no graph: \(text)"
        }
    }
}

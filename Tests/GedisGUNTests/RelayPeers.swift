import GedisKit
import Testing

@testable import GedisGUN

/// A relay with peers and a store, all of it in one value: what the relay wants done is done at once.
struct RelayPeers {
    /// A message that the relay sent.
    struct Sent {
        let peer: Int
        let json: JSON

        /// What it answers.
        var answered: String? { json["@"]?.string }
        var error: String? { json["err"]?.string }
        var isAcknowledgement: Bool { json["ok"] != nil }
        var put: JSON? { json["put"] }
        var get: JSON? { json["get"] }
    }

    var relay: GunRelay
    var now = 1_800_000_000_000.0
    var graph: [ExactText: GunNode] = [:]
    /// What was sent since `take`.
    private var sent: [Sent] = []
    /// What waits for the store while it does not answer.
    var isStoreSlow = false
    private var waiting: [GraphPut] = []
    private(set) var wakes: [Double] = []
    private(set) var pauses: [(peer: Int, isPaused: Bool)] = []
    /// The peers that turned out to be the relay itself.
    private(set) var closed: [Int] = []

    init(limits: RelayLimits = RelayLimits()) { relay = GunRelay(limits: limits, now: 1_800_000_000_000) }

    /// Connects peers, and takes their greetings.
    mutating func connect(_ peers: Int..., rights: SoulRights = .all) {
        for peer in peers { perform { $0.add(peer, rights, &$1) } }
        _ = take()
    }

    /// Hands over a frame of a peer.
    mutating func send(_ frame: String, from peer: Int) {
        for message in PeerMessage.read(frame: Array(frame.utf8)) {
            let (now, refusal) = (now, GunRelay.refusal(of: message))
            perform { $0.receive(message, refusal: refusal, from: peer, now: now, &$1) }
        }
    }

    /// Hands over a frame and takes what is sent then.
    mutating func exchange(_ frame: String, from peer: Int) -> [Sent] {
        send(frame, from: peer)
        return take()
    }

    /// Takes what was sent since it was taken last.
    mutating func take() -> [Sent] {
        defer { sent = [] }
        return sent
    }

    /// Puts as a command does.
    mutating func putByCommand(_ soul: String, _ key: String, _ value: GunValue, state: Double) {
        let node = GunNode(soul: soul, entries: [ExactText(key): GunEntry(value: value, state: state)])
        graph[ExactText(soul), default: GunNode(soul: soul)].set(ExactText(key), GunEntry(value: value, state: state))
        perform { $0.changed(GraphChange(put: nil, nodes: [node]), &$1) }
    }

    /// Lets the store answer what waits.
    mutating func finishStore() {
        isStoreSlow = false
        let puts = waiting
        waiting = []
        for put in puts { merge(put) }
    }

    /// Lets the time pass.
    mutating func wake(at time: Double) {
        now = time
        perform { $0.wake(now: time, &$1) }
    }

    mutating func perform(_ body: (inout GunRelay, inout [RelayAction]) -> Void) {
        var actions: [RelayAction] = []
        body(&relay, &actions)
        for action in actions {
            switch action {
            case .send(let peer, let bytes), .sendLater(let peer, let bytes):
                guard let json = try? JSON.read(bytes) else {
                    Issue.record("no JSON: \(String(decoding: bytes, as: UTF8.self))")
                    continue
                }
                sent.append(Sent(peer: peer, json: json))
            case .store(let put):
                if isStoreSlow { waiting.append(put) } else { merge(put) }
            case .fetch(let fetch): answer(fetch)
            case .pause(let peer, let isPaused): pauses.append((peer, isPaused))
            case .wake(let time): wakes.append(time)
            case .close(let peer): closed.append(peer)
            }
        }
    }

    private mutating func merge(_ put: GraphPut) {
        var (taken, lost): ([GunNode], [GunNode]) = ([], [])
        for node in put.nodes {
            var known = graph[ExactText(node.soul)] ?? GunNode(soul: node.soul)
            let keys = known.merge(node, now: .infinity).taken
            graph[ExactText(node.soul)] = known
            let won = node.entries.filter { keys.contains($0.key) }
            if !won.isEmpty { taken.append(GunNode(soul: node.soul, entries: won)) }
            let held = known.entries.filter { entry in
                node.entries[entry.key].map { !$0.hasValue(of: entry.value) } ?? false
            }
            if !held.isEmpty { lost.append(GunNode(soul: node.soul, entries: held)) }
        }
        let now = now
        if !taken.isEmpty { perform { $0.changed(GraphChange(put: put.id, nodes: taken), &$1) } }
        perform { $0.finish(put, lost: lost, error: nil, now: now, &$1) }
    }

    private mutating func answer(_ fetch: GraphFetch) {
        var fetch = fetch
        let node = graph[ExactText(fetch.soul)]?.entries ?? [:]
        var entries = node.sorted { $0.key < $1.key }.filter { key, _ in
            switch fetch.selection {
            case .node: true
            case .key(let wanted): key == wanted
            case .range(let range): range.contains(key)
            }
        }.map { (key: $0.key, entry: $0.value) }[...]
        var messages: [[UInt8]] = []
        while !fetch.isOver, let message = fetch.next(&entries, isLast: true) { messages.append(message) }
        let (now, peer) = (now, fetch.peer)
        perform { _, actions in actions = messages.map { .send(to: peer, $0) } }
        perform { $0.finish(fetch, now: now, &$1) }
    }
}

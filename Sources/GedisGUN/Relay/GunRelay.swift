/// A relay of gun.js' peers, without I/O: their messages go in, and out comes what is to be sent and stored.
///
/// It keeps no graph: what peers put goes to a store, which merges it, and whose changes are pushed to whoever asked for
/// the node or the key.
package struct GunRelay: Sendable {
    /// A peer that is connected.
    struct Peer {
        var rights: SoulRights
        /// Whether it is a relay to which this one has connected: it is sent all that is taken.
        var isRelay = false
        /// Whether it has sent anything yet.
        var isKnown = false
        /// What it was asked for, by its hash.
        var asked: Set<Int> = []
        /// How many of its requests wait for the store.
        var waiting = 0
        var isPaused = false
    }

    /// A put of a peer that is not acknowledged yet.
    struct Put {
        let peer: Int
        let id: String
        /// Who asked for what this answers.
        let asker: (peer: Int, id: String)?
        /// How many of its parts are not stored.
        var parts = 0
        /// What stands in the place of entries that lost.
        var lost: [GunNode] = []
    }

    /// What happens with a soul in the store.
    struct Underway {
        var writes = 0
        /// Gets that came after the writes, and must see them.
        var fetches: [GraphFetch] = []
    }

    /// The name of this relay among its peers.
    package let name: String
    let limits: RelayLimits
    var peers: [Int: Peer] = [:]
    /// The peers in the order in which they came.
    var order: [Int] = []
    /// The other relays, by their addresses.
    var relays: [String: OtherRelay] = [:]
    var subscriptions = Subscriptions()
    var seen: RecentHashes<Void>
    /// Who asked for what a get of this id asks for, where the get was passed on.
    var routes: RecentHashes<(peer: Int, id: String)>
    var underway: [ExactText: Underway] = [:]
    var puts: [Int: Put] = [:]
    var lastPut = 0
    var deferred = DeferredParts()
    /// What has been done.
    package internal(set) var statistics = RelayStatistics()

    /// Begins, with nobody connected.
    package init(limits: RelayLimits = RelayLimits(), now: Double = GunClock.now) {
        self.limits = limits
        name = GunRequest.makeID()
        seen = RecentHashes(lifetime: limits.idLifetime, most: limits.mostIDs, now: now)
        routes = RecentHashes(lifetime: limits.idLifetime * 2, most: limits.mostIDs, now: now)
    }

    /// Takes in a peer, and greets it.
    package mutating func add(_ peer: Int, _ rights: SoulRights, _ actions: inout [RelayAction]) {
        peers[peer] = Peer(rights: rights)
        order.append(peer)
        statistics.peers = peers.count
        actions.append(.send(to: peer, greeting(answering: nil)))
    }

    /// Changes what a peer may do. What it asked for and may not read any more ends.
    package mutating func use(_ rights: SoulRights, for peer: Int) {
        guard peers[peer] != nil else { return }
        peers[peer]?.rights = rights
        subscriptions.remove(peer) { !rights.mayRead($0) }
        statistics.subscriptions = subscriptions.count
    }

    /// Forgets a peer. What it put goes on being stored.
    package mutating func remove(_ peer: Int) {
        guard peers.removeValue(forKey: peer) != nil else { return }
        order.removeAll { $0 == peer }
        forgetRelay(peer)
        subscriptions.remove(peer)
        statistics.peers = peers.count
        statistics.subscriptions = subscriptions.count
    }

    /// Takes a peer's message.
    ///
    /// - Parameters:
    ///   - message: what it sent
    ///   - refusal: why what it puts may not be written, as `refusal(of:)` says
    ///   - peer: who sent it
    ///   - now: the time, in milliseconds since 1970
    ///   - actions: what is to be done is added to it
    package mutating func receive(
        _ message: PeerMessage, refusal: String? = nil, from peer: Int, now: Double, _ actions: inout [RelayAction]
    ) {
        guard peers[peer] != nil else { return }
        if peers[peer]?.isKnown == false {
            peers[peer]?.isKnown = true
            catchUp(peer, now: now, &actions)
        }
        if let pid = message.pid, peers[peer]?.isRelay == true, pid == name { actions.append(.close(peer)) }
        let id = message.id ?? GunRequest.makeID()
        guard message.id == nil || seen.value(of: id, at: now) == nil else {
            statistics.dropped += 1
            return
        }
        if message.id != nil { seen.set((), of: id, at: now) }
        switch message.content {
        case .hello: actions.append(.send(to: peer, greeting(answering: id)))
        case .get(let soul, let selection): get(soul, selection, id, from: peer, now: now, &actions)
        case .put(let nodes):
            if let answered = message.answered, let hash = message.hash {
                // Two peers know the same.
                let text = hash.javaScript
                guard seen.value(of: answered, text, at: now) == nil else { return }
                seen.set((), of: answered, text, at: now)
            }
            put(nodes, refusal, id, answering: message.answered, from: peer, now: now, &actions)
        case .invalid(let reason): refuse(id, "Invalid graph! \(reason)", from: peer, &actions)
        case .other: break
        }
    }

    /// Whether nothing of a peer's waits for the store.
    package func isIdle(_ peer: Int) -> Bool { peers[peer]?.waiting ?? 0 == 0 }

    /// Whether nothing that was put waits for the store; what lies in the future does not count.
    package var isDrained: Bool { underway.isEmpty }

    mutating func wait(_ peer: Int, _ count: Int, _ actions: inout [RelayAction]) {
        guard var known = peers[peer] else { return }
        known.waiting += count
        let isPaused = known.waiting > (known.isPaused ? limits.fewWaiting : limits.mostWaiting)
        if isPaused != known.isPaused {
            known.isPaused = isPaused
            actions.append(.pause(peer, isPaused))
        }
        peers[peer] = known
    }

    /// Counts a frame of which nothing could be read.
    package mutating func countDropped() { statistics.dropped += 1 }

    func greeting(answering id: String?) -> [UInt8] {
        let parts: [(name: String, json: [UInt8])] = id.map { [("@", GunText.text($0))] } ?? []
        return GunText.message(parts + [("dam", GunText.text("?")), ("pid", GunText.text(name))])
    }

    mutating func refuse(_ id: String, _ reason: String, from peer: Int, _ actions: inout [RelayAction]) {
        statistics.refused += 1
        actions.append(.send(to: peer, GunText.answer(id, [("err", GunText.text(reason))])))
    }
}

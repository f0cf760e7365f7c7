/// Another relay, with which this one syncs.
struct OtherRelay: Sendable {
    /// Its number among the peers; nil while there is no connection.
    var peer: Int?
    /// The nodes that have changed meanwhile.
    var missed: Set<ExactText> = []
}

extension GunRelay {
    /// Notes that another relay is going to be connected: what is taken until then waits for it.
    package mutating func expectRelay(_ address: String) { relays[address] = OtherRelay() }

    /// Takes in another relay to which this one has connected, and asks it for what others have asked for.
    ///
    /// - Returns: the nodes that it has missed, to be told.
    package mutating func addRelay(
        _ peer: Int, at address: String, now: Double, _ actions: inout [RelayAction]
    ) -> [GraphFetch] {
        add(peer, SoulRights(user: address, mayRead: { _ in true }, mayWrite: { _ in true }), &actions)
        peers[peer]?.isRelay = true
        peers[peer]?.isKnown = true
        let missed = relays[address]?.missed ?? []
        relays[address] = OtherRelay(peer: peer)
        catchUp(peer, most: limits.mostSubscriptions, now: now, &actions)
        return missed.map { GraphFetch(peer: peer, id: nil, soul: $0.text, selection: .node, isPassedOn: false) }
    }

    /// Tells the other relays what was taken, but not where it came from. Under the id of the put, which they pass on, so that what
    /// goes round comes to an end.
    mutating func tellRelays(_ change: GraphChange, of put: Put?, _ actions: inout [RelayAction]) {
        guard !relays.isEmpty else { return }
        var messages: [[UInt8]]?
        for (address, relay) in relays {
            guard let peer = relay.peer else {
                for node in change.nodes where relay.missed.count < limits.mostMissed {
                    relays[address]?.missed.insert(ExactText(node.soul))
                }
                continue
            }
            guard peer != put?.peer else { continue }
            let texts = messages ?? GunText.pushes(change.nodes, id: put?.id)
            messages = texts
            statistics.pushes += 1
            for text in texts { actions.append(.send(to: peer, text)) }
        }
    }

    /// Notes that the connection to a relay has ended, if it was one.
    mutating func forgetRelay(_ peer: Int) {
        for (address, relay) in relays where relay.peer == peer { relays[address]?.peer = nil }
    }
}

extension GunRelay {
    /// Answers a get, and subscribes who asked.
    mutating func get(
        _ soul: String?, _ selection: GunSelection, _ id: String, from peer: Int, now: Double,
        _ actions: inout [RelayAction]
    ) {
        statistics.gets += 1
        guard let soul, let rights = peers[peer]?.rights else {
            actions.append(.send(to: peer, GunText.answer(id, [])))
            return
        }
        guard rights.mayRead(soul) else {
            let reason = "\(rights.user) may not read '\(soul.prefix(64))': gun_read of a user can allow it"
            return refuse(id, reason, from: peer, &actions)
        }
        let name = ExactText(soul)
        guard subscriptions.count < limits.mostSubscriptionsOfAll,
            subscriptions.add(peer, name, selection, most: limits.mostSubscriptions)
        else { return refuse(id, "Too many nodes were asked for on this connection.", from: peer, &actions) }
        statistics.subscriptions = subscriptions.count
        let fetch = GraphFetch(peer: peer, id: id, soul: soul, selection: selection, isPassedOn: peers.count > 1)
        wait(peer, 1, &actions)
        if underway[name] != nil { underway[name]?.fetches.append(fetch) } else { actions.append(.fetch(fetch)) }
    }

    /// Passes a get on to others once it is answered: gun.js sends what it put without a connection only where it is asked.
    package mutating func finish(_ fetch: GraphFetch, now: Double, _ actions: inout [RelayAction]) {
        wait(fetch.peer, -1, &actions)
        guard fetch.isPassedOn, let id = fetch.id, peers[fetch.peer] != nil else { return }
        let key: ExactText? = if case .key(let key) = fetch.selection { key } else { nil }
        let hash = Self.hash(fetch.soul, key)
        let likely = relays.values.compactMap(\.peer) + subscriptions.interests(in: ExactText(fetch.soul)).keys
        var asked = 0
        var message: [UInt8]?
        // Other relays, and who asked for the node, are likely to have it; of the others, who came last may have been away.
        for peer in likely + order.suffix(limits.mostAsked * 8).reversed() {
            guard asked < limits.mostAsked else { break }
            guard peer != fetch.peer, isFirst(hash, for: peer, soul: fetch.soul) else { continue }
            asked += 1
            let text = message ?? Self.get(fetch.soul, key, id: id, hash: fetch.hash)
            message = text
            actions.append(fetch.isMissing ? .send(to: peer, text) : .sendLater(to: peer, text))
        }
        if asked > 0 { routes.set((fetch.peer, id), of: id, at: now) }
    }

    /// What peers have asked for, to be told once more because changes may have been missed.
    package var refetches: [GraphFetch] {
        subscriptions.all.map { GraphFetch(peer: $0, id: nil, soul: $1, selection: $2, isPassedOn: false) }
    }

    /// Asks a peer that came in for what others want, because it may have written that while it was away.
    mutating func catchUp(_ peer: Int, most: Int? = nil, now: Double, _ actions: inout [RelayAction]) {
        for (soul, selection) in subscriptions.some(most ?? limits.mostCatchingUp) {
            let key: ExactText? = if case .key(let key) = selection { key } else { nil }
            guard isFirst(Self.hash(soul, key), for: peer, soul: soul) else { continue }
            actions.append(.send(to: peer, Self.get(soul, key, id: GunRequest.makeID(), hash: nil)))
        }
    }

    /// Whether a peer is to be asked for what it may write, and was not on this connection; from here on it was.
    private mutating func isFirst(_ hash: Int, for peer: Int, soul: String) -> Bool {
        // In place: a copy of the peer would be one of all that it was asked for.
        guard let place = peers.index(forKey: peer), peers.values[place].rights.mayWrite(soul) else { return false }
        if peers.values[place].asked.count >= limits.mostSubscriptions { peers.values[place].asked = [] }
        return peers.values[place].asked.insert(hash).inserted
    }

    private static func hash(_ soul: String, _ key: ExactText?) -> Int {
        var hasher = Hasher()
        hasher.combine(ExactText(soul))
        hasher.combine(key)
        return hasher.finalize()
    }

    private static func get(_ soul: String, _ key: ExactText?, id: String, hash: Int32?) -> [UInt8] {
        var get = [JSON.Member("#", .string(soul))]
        if let key { get.append(JSON.Member(".", .string(key.text))) }
        var parts: [(name: String, json: [UInt8])] = [("get", Array(JSON.object(get).text.utf8))]
        if let hash { parts.insert(("##", Array(String(hash).utf8)), at: 0) }
        return GunText.message(parts, id: id)
    }
}

extension GunRelay {
    /// Why nodes may not be written, as gun's SEA has it for the souls that it guards; nil where they may. It verifies
    /// signatures, which takes time, and needs nothing of a relay.
    package static func refusal(of message: PeerMessage) -> String? {
        guard case .put(let nodes) = message.content else { return nil }
        for node in nodes {
            if let refusal = SoulGuard.refusal(of: node) { return refusal }
        }
        return nil
    }

    /// Stores what a peer put, or answered.
    mutating func put(
        _ nodes: [GunNode], _ refusal: String?, _ id: String, answering answered: String?, from peer: Int, now: Double,
        _ actions: inout [RelayAction]
    ) {
        statistics.puts += 1
        guard let rights = peers[peer]?.rights else { return }
        if let refusal { return refuse(id, refusal, from: peer, &actions) }
        if let node = nodes.first(where: { !rights.mayWrite($0.soul) }) {
            let reason = "\(rights.user) may not write '\(node.soul.prefix(64))': gun_write of a user can allow it"
            return refuse(id, reason, from: peer, &actions)
        }
        let (due, future) = Self.split(nodes, now: now)
        lastPut += 1
        var put = Put(peer: peer, id: id, asker: answered.flatMap { routes.value(of: $0, at: now) })
        if !future.isEmpty {
            if let reason = deferred.add(future, of: lastPut, now: now) {
                return refuse(id, reason, from: peer, &actions)
            }
            put.parts += 1
            if let next = deferred.next { actions.append(.wake(at: next)) }
        }
        if !due.isEmpty { put.parts += 1 }
        guard put.parts > 0 else {
            actions.append(.send(to: peer, GunText.answer(id, [("ok", Array("true".utf8))])))
            return
        }
        puts[lastPut] = put
        if !due.isEmpty { store(due, of: lastPut, &actions) }
    }

    /// Stores what was in the future and is not any more.
    package mutating func wake(now: Double, _ actions: inout [RelayAction]) {
        for part in deferred.due(at: now) { store(part.nodes, of: part.put, &actions) }
        if let next = deferred.next { actions.append(.wake(at: next)) }
    }

    /// Acknowledges a put of which a part was stored, or could not be.
    ///
    /// - Parameters:
    ///   - stored: what was to be stored
    ///   - lost: what stands in the place of entries that lost
    ///   - error: why nothing was stored
    ///   - now: the time, in milliseconds since 1970
    ///   - actions: what is to be done is added to it
    package mutating func finish(
        _ stored: GraphPut, lost: [GunNode], error: String?, now: Double, _ actions: inout [RelayAction]
    ) {
        for node in stored.nodes { release(ExactText(node.soul), &actions) }
        guard var put = puts[stored.id] else { return }
        wait(put.peer, -1, &actions)
        put.lost += lost
        put.parts -= 1
        if let error {
            puts[stored.id] = nil
            if peers[put.peer] != nil { refuse(put.id, error, from: put.peer, &actions) }
        } else if put.parts > 0 {
            puts[stored.id] = put
        } else {
            puts[stored.id] = nil
            if peers[put.peer] != nil { acknowledge(put, &actions) }
        }
    }

    /// Pushes what was taken to whoever asked for it: in answer to the get where it came in answer to one, and not to who
    /// put it.
    package mutating func changed(_ change: GraphChange, _ actions: inout [RelayAction]) {
        let put = change.put.flatMap { puts[$0] }
        if let asker = put?.asker, peers[asker.peer] != nil, asker.peer != put?.peer {
            let nodes = change.nodes.filter { peers[asker.peer]?.rights.mayRead($0.soul) == true }
            if !nodes.isEmpty {
                let graph = GunText.spelled(GunText.graph(nodes))
                actions.append(.send(to: asker.peer, GunText.answer(asker.id, [("put", graph)])))
            }
        }
        for node in change.nodes { push(node, besides: [put?.peer, put?.asker?.peer], &actions) }
        tellRelays(change, of: put, &actions)
    }

    private mutating func push(_ node: GunNode, besides skipped: [Int?], _ actions: inout [RelayAction]) {
        var whole: [UInt8]?
        var parts: [ExactText: [UInt8]] = [:]
        for (peer, interest) in subscriptions.interests(in: ExactText(node.soul)) where !skipped.contains(peer) {
            guard peers[peer]?.isRelay == false else { continue }
            statistics.pushes += 1
            if interest.isWhole {
                let text = whole ?? GunText.push([node])
                whole = text
                actions.append(.send(to: peer, text))
                continue
            }
            for (key, entry) in node.entries where interest.keys.contains(key) {
                let text = parts[key] ?? GunText.push([GunNode(soul: node.soul, entries: [key: entry])])
                parts[key] = text
                actions.append(.send(to: peer, text))
            }
        }
    }

    private mutating func acknowledge(_ put: Put, _ actions: inout [RelayAction]) {
        var parts: [(name: String, json: [UInt8])] = [("ok", Array("true".utf8))]
        if !put.lost.isEmpty {
            // Who lost learns what won, unless it may not.
            let nodes = put.lost.filter { peers[put.peer]?.rights.mayRead($0.soul) == true }
            if !nodes.isEmpty { actions.append(.send(to: put.peer, GunText.push(nodes))) }
            let count = put.lost.reduce(0) { $0 + $1.entries.count }
            parts.append(("lost", Array(String(count).utf8)))
        }
        actions.append(.send(to: put.peer, GunText.answer(put.id, parts)))
    }

    private mutating func store(_ nodes: [GunNode], of put: Int, _ actions: inout [RelayAction]) {
        for node in nodes { underway[ExactText(node.soul), default: Underway()].writes += 1 }
        if let peer = puts[put]?.peer { wait(peer, 1, &actions) }
        actions.append(.store(GraphPut(id: put, nodes: nodes)))
    }

    private mutating func release(_ soul: ExactText, _ actions: inout [RelayAction]) {
        guard var state = underway[soul] else { return }
        state.writes -= 1
        guard state.writes == 0 else {
            underway[soul] = state
            return
        }
        underway[soul] = nil
        actions += state.fetches.map(RelayAction.fetch)
    }

    /// The parts of nodes whose time has come, and those in the future; what says in its soul that it is forgotten, and is
    /// that old, is left out.
    private static func split(_ nodes: [GunNode], now: Double) -> (due: [GunNode], future: [GunNode]) {
        var (due, future): ([GunNode], [GunNode]) = ([], [])
        for node in nodes {
            let longest = SoulGuard.longestAge(of: node.soul)
            let entries = node.entries.filter { $0.value.state >= now - (longest ?? .infinity) }
            let late = entries.filter { $0.value.state > now }
            if late.isEmpty {
                if !entries.isEmpty { due.append(GunNode(soul: node.soul, entries: entries)) }
                continue
            }
            future.append(GunNode(soul: node.soul, entries: late))
            let rest = entries.filter { $0.value.state <= now }
            if !rest.isEmpty { due.append(GunNode(soul: node.soul, entries: rest)) }
        }
        return (due, future)
    }
}

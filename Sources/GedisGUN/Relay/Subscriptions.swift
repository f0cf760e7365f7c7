/// Which peers asked for which nodes, and so want their changes.
struct Subscriptions {
    /// What of a node a peer asked for.
    struct Interest {
        var isWhole = false
        var keys: Set<ExactText> = []

        var count: Int { keys.count + (isWhole ? 1 : 0) }

        func has(_ selection: GunSelection) -> Bool {
            if case .key(let key) = selection { keys.contains(key) } else { isWhole }
        }

        mutating func add(_ selection: GunSelection) {
            if case .key(let key) = selection { keys.insert(key) } else { isWhole = true }
        }
    }

    private var bySoul: [ExactText: [Int: Interest]] = [:]
    private var byPeer: [Int: Set<ExactText>] = [:]
    private var counts: [Int: Int] = [:]

    /// How many there are, of all peers.
    private(set) var count = 0

    /// Adds what a peer asked for.
    ///
    /// - Parameters:
    ///   - peer: the peer
    ///   - soul: the node's soul
    ///   - selection: what of it
    ///   - most: how many a peer may have
    /// - Returns: false where that would be more.
    mutating func add(_ peer: Int, _ soul: ExactText, _ selection: GunSelection, most: Int) -> Bool {
        guard bySoul[soul]?[peer]?.has(selection) != true else { return true }
        guard counts[peer, default: 0] < most else { return false }
        bySoul[soul, default: [:]][peer, default: Interest()].add(selection)
        byPeer[peer, default: []].insert(soul)
        counts[peer, default: 0] += 1
        count += 1
        return true
    }

    /// Forgets a peer.
    mutating func remove(_ peer: Int) { remove(peer) { _ in true } }

    /// Forgets what a peer asked for of some souls.
    mutating func remove(_ peer: Int, where isGone: (String) -> Bool) {
        for soul in byPeer[peer] ?? [] where isGone(soul.text) {
            guard let interest = bySoul[soul]?.removeValue(forKey: peer) else { continue }
            if bySoul[soul]?.isEmpty == true { bySoul[soul] = nil }
            byPeer[peer]?.remove(soul)
            counts[peer, default: 0] -= interest.count
            count -= interest.count
        }
        if byPeer[peer]?.isEmpty == true { (byPeer[peer], counts[peer]) = (nil, nil) }
    }

    /// Who asked for a node, and for what of it.
    func interests(in soul: ExactText) -> [Int: Interest] { bySoul[soul] ?? [:] }

    /// All that peers asked for.
    var all: [(peer: Int, soul: String, selection: GunSelection)] {
        bySoul.flatMap { soul, interests in
            interests.flatMap { peer, interest -> [(Int, String, GunSelection)] in
                if interest.isWhole { return [(peer, soul.text, .node)] }
                return interest.keys.map { (peer, soul.text, .key($0)) }
            }
        }
    }

    /// Some of what peers asked for.
    func some(_ most: Int) -> [(soul: String, selection: GunSelection)] {
        var found: [(String, GunSelection)] = []
        for (soul, interests) in bySoul {
            if interests.values.contains(where: \.isWhole) {
                found.append((soul.text, .node))
            } else {
                for key in Set(interests.values.flatMap(\.keys)) { found.append((soul.text, .key(key))) }
            }
            if found.count >= most { return Array(found.prefix(most)) }
        }
        return found
    }
}

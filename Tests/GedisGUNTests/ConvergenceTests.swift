import GedisKit
import TestSupport
import Testing

@testable import GedisGUN

/// Whatever way messages take, all who know a node come to the same one: peers with clocks that are wrong, and the store.
@Suite struct ConvergenceTests {
    private static let values: [GunValue] = [
        .null, .boolean(true), .boolean(false), .number(1), .number(10), .number(-0.5), .text("a"), .text("ab"),
        .text("a!"), .text("😀"), .text("\u{FFFD}"), .link("x"), .brokenText([0xD800]),
    ]

    /// A peer: what it knows, and what of the relay's it has not read.
    private struct Peer {
        var node = GunNode(soul: "s")
        var waiting = GunNode(soul: "s")
        let skew: Double
        var inbox: [JSON] = []
        var unsent: [GunNode] = []

        mutating func learn(_ other: GunNode, now: Double) {
            let late = node.merge(other, now: now + skew).waiting
            _ = waiting.merge(late, now: .infinity)
        }

        mutating func mature() { _ = node.merge(waiting, now: .infinity) }
    }

    @Test(arguments: 0..<1000 as Range<UInt64>)
    func allComeToTheSame(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var relay = RelayPeers()
        relay.connect(0, 1, 2)
        var peers = (0..<3).map { _ in Peer(skew: Double(Int.random(in: -50...50, using: &random))) }
        for peer in 0..<3 { relay.send(##"{"#":"g\##(peer)","get":{"#":"s"}}"##, from: peer) }
        var ids = 0

        func deliver() {
            for sent in relay.take() { peers[sent.peer].inbox.append(sent.json) }
        }

        for _ in 0..<60 {
            relay.now += Double(Int.random(in: 0...20, using: &random))
            let index = Int.random(in: 0..<3, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                // States are few, so that many are equal.
                let state = ((relay.now + peers[index].skew) / 25).rounded(.down) * 25
                let key = ExactText("k\(Int.random(in: 0..<3, using: &random))")
                let value = Self.values.randomElement(using: &random) ?? .null
                let node = GunNode(soul: "s", entries: [key: GunEntry(value: value, state: state)])
                peers[index].learn(node, now: .infinity)
                peers[index].unsent.append(node)
            case 2:
                guard !peers[index].unsent.isEmpty else { continue }
                let place = Int.random(in: peers[index].unsent.indices, using: &random)
                let node = peers[index].unsent.remove(at: place)
                ids += 1
                relay.send(##"{"#":"p\##(ids)","put":\##(node.graph.text)}"##, from: index)
            case 3:
                relay.isStoreSlow = true
            case 4:
                relay.finishStore()
            default:
                deliver()
                guard !peers[index].inbox.isEmpty else { continue }
                let json = peers[index].inbox.remove(at: Int.random(in: peers[index].inbox.indices, using: &random))
                for node in try json["put"].map(GunNode.graph) ?? [] { peers[index].learn(node, now: relay.now) }
            }
        }
        for index in peers.indices {
            for node in peers[index].unsent {
                ids += 1
                relay.send(##"{"#":"p\##(ids)","put":\##(node.graph.text)}"##, from: index)
            }
        }
        relay.finishStore()
        relay.wake(at: relay.now + 1000)
        deliver()
        let stored = relay.graph["s"]?.graph.sortedText ?? ""
        for index in peers.indices {
            for json in peers[index].inbox {
                for node in try json["put"].map(GunNode.graph) ?? [] { peers[index].learn(node, now: relay.now) }
            }
            peers[index].mature()
            #expect(peers[index].node.graph.sortedText == stored || stored.isEmpty, "seed \(seed), peer \(index)")
        }
    }
}

extension JSON {
    /// The text with the members of objects in order.
    fileprivate var sortedText: String {
        guard let members else { return text }
        let sorted = members.sorted { $0.name < $1.name }
        return "{" + sorted.map { "\($0.name.text):\($0.value.sortedText)" }.joined(separator: ",") + "}"
    }
}

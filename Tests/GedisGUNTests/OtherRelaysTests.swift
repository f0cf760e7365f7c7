import GedisKit
import Testing

@testable import GedisGUN

/// Relays to which a relay has connected.
@Suite struct OtherRelaysTests {
    private static func put(_ id: String, _ state: Int, _ value: String = "Mark") -> String {
        ##"{"#":"\##(id)","put":{"s":{"_":{"#":"s",">":{"name":\##(state)}},"name":"\##(value)"}}}"##
    }

    private func withRelay(_ peers: inout RelayPeers, _ number: Int) -> [GraphFetch] {
        let now = peers.now
        var missed: [GraphFetch] = []
        peers.perform { missed = $0.addRelay(number, at: "ws://other/gun", now: now, &$1) }
        return missed
    }

    @Test func theyAreToldWhatIsTakenOnceAndNotTheirOwn() {
        var peers = RelayPeers()
        peers.connect(1)
        _ = withRelay(&peers, 9)
        // It has asked for the node as well, for its own peers.
        peers.send(##"{"#":"g9","get":{"#":"s"}}"##, from: 9)
        _ = peers.take()
        let sent = peers.exchange(Self.put("p1", 1000), from: 1).filter { $0.put != nil }
        #expect(sent.map(\.peer) == [9])
        // Under the id of the put, so that it is dropped where it comes round.
        #expect(sent.first?.json["#"]?.string == "p1")
        #expect(peers.exchange(Self.put("p2", 999), from: 1).filter { $0.put != nil && $0.peer == 9 }.isEmpty)
        #expect(peers.exchange(Self.put("p3", 1001), from: 9).filter { $0.put != nil }.isEmpty)
        #expect(peers.exchange(Self.put("p1", 1002), from: 9).isEmpty)
        peers.putByCommand("s", "name", .text("vito"), state: 2000)
        #expect(peers.take().map(\.peer) == [9])
    }

    @Test func theyAreAskedForWhatPeersAskForBeforeOthers() {
        var limits = RelayLimits()
        limits.mostAsked = 1
        var peers = RelayPeers(limits: limits)
        peers.connect(1, 2, 3)
        peers.send(##"{"#":"g1","get":{"#":"s"}}"##, from: 1)
        _ = peers.take()
        _ = withRelay(&peers, 9)
        // What was asked for before it was there, too.
        #expect(peers.take().compactMap { $0.peer == 9 ? $0.get?["#"]?.string : nil } == ["s"])
        let sent = peers.exchange(##"{"#":"g2","get":{"#":"t",".":"k"}}"##, from: 2)
        #expect(sent.filter { $0.get?["#"]?.string == "t" }.map(\.peer) == [9])
        let answer = ##"{"#":"a","@":"g2","put":{"t":{"_":{"#":"t",">":{"k":1}},"k":1}}}"##
        let routed = peers.exchange(answer, from: 9).filter { $0.put != nil }
        #expect(routed.map(\.peer) == [2])
        #expect(routed.first?.answered == "g2")
    }

    @Test func whatChangesWhileTheyAreAwayIsToldWhenTheyAreBack() {
        var peers = RelayPeers()
        peers.relay.expectRelay("ws://other/gun")
        peers.connect(1)
        peers.send(Self.put("p1", 1000), from: 1)
        #expect(withRelay(&peers, 9).map(\.soul) == ["s"])
        peers.relay.remove(9)
        peers.send(Self.put("p2", 1001, "vito"), from: 1)
        _ = peers.take()
        for fetch in withRelay(&peers, 10) { peers.perform { $1 = [.fetch(fetch)] } }
        let sent = peers.take().filter { $0.put != nil }
        #expect(sent.map(\.peer) == [10])
        #expect(sent.first?.put?["s"]?["name"]?.string == "vito")
        #expect(withRelay(&peers, 11).isEmpty)
    }

    @Test func aRelayThatIsItselfIsLeft() {
        var peers = RelayPeers()
        _ = withRelay(&peers, 9)
        let name = peers.relay.name
        peers.send(##"{"#":"h","dam":"?","pid":"\##(name)"}"##, from: 9)
        #expect(peers.closed == [9])
        peers.connect(1)
        peers.send(##"{"#":"i","dam":"?","pid":"\##(name)"}"##, from: 1)
        #expect(peers.closed == [9])
    }

    @Test func aLargeNodeGoesInMessagesThatAnyPeerReads() {
        var peers = RelayPeers()
        peers.connect(1)
        _ = withRelay(&peers, 9)
        _ = peers.take()
        let names = (0..<1201).map { "k\($0)" }
        let states = names.map { "\"\($0)\":1" }.joined(separator: ",")
        peers.send(##"{"#":"p","put":{"s":{"_":{"#":"s",">":{\##(states)}},\##(states)}}}"##, from: 1)
        let sent = peers.take().filter { $0.peer == 9 }
        #expect(sent.count == 3)
        let keys = sent.flatMap { $0.put?["s"]?.members?.map(\.name.text) ?? [] }.filter { $0 != "_" }
        #expect(keys.sorted() == names.sorted())
        #expect(Set(sent.compactMap { $0.json["#"]?.string }).count == 3)
    }
}

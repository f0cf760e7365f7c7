import GedisKit
import Testing

@testable import GedisGUN

@Suite struct RelayTests {
    private static let put = ##"{"#":"p1","put":{"s":{"_":{"#":"s",">":{"name":1000}},"name":"Mark"}}}"##

    @Test func aPeerIsGreetedAndItsGreetingAnswered() {
        var peers = RelayPeers()
        peers.perform { $0.add(1, .all, &$1) }
        let greeting = peers.take()
        #expect(greeting.count == 1)
        #expect(greeting[0].json["dam"]?.string == "?")
        #expect(greeting[0].json["pid"]?.string == peers.relay.name)
        #expect(peers.exchange(##"{"dam":"?","pid":"me","@":"x","#":"y"}"##, from: 1).isEmpty)
        #expect(peers.exchange(##"{"dam":"hi","#":"h"}"##, from: 1).isEmpty)
        let answer = peers.exchange(##"{"dam":"?","pid":"me","#":"z"}"##, from: 1)
        #expect(answer.map(\.answered) == ["z"])
    }

    @Test func aPutIsStoredThenAcknowledgedAndReadBack() {
        var peers = RelayPeers()
        peers.connect(1)
        peers.isStoreSlow = true
        #expect(peers.exchange(Self.put, from: 1).isEmpty)
        // A get behind a put waits for it.
        #expect(peers.exchange(##"{"#":"g1","get":{"#":"s"}}"##, from: 1).isEmpty)
        peers.finishStore()
        let sent = peers.take()
        #expect(sent.map(\.answered).sorted { ($0 ?? "") < ($1 ?? "") } == ["g1", "p1"])
        #expect(sent.contains { $0.answered == "p1" && $0.isAcknowledgement })
        #expect(sent.contains { $0.put?["s"]?["name"]?.string == "Mark" })
    }

    @Test func whatIsMissingIsSaidToBe() {
        var peers = RelayPeers()
        peers.connect(1)
        let gets = [
            ##"{"#":"no"}"##, ##"{"#":"no",".":"key"}"##, ##"{"#":""}"##, "{}", "\"soul\"", "7", ##"{"#":{"*":"a"}}"##,
        ]
        for get in gets {
            let sent = peers.exchange(##"{"#":"\##(get.hashValue)","get":\##(get)}"##, from: 1)
            #expect(sent.count == 1, "\(get)")
            #expect(sent.first?.answered == "\(get.hashValue)")
            #expect(sent.first?.put == nil)
        }
    }

    @Test func changesReachWhoAskedAndNobodyElse() {
        var peers = RelayPeers()
        peers.connect(1, 2, 3, 4)
        peers.send(##"{"#":"g2","get":{"#":"s"}}"##, from: 2)
        peers.send(##"{"#":"g3","get":{"#":"s",".":"age"}}"##, from: 3)
        peers.send(##"{"#":"g1","get":{"#":"s"}}"##, from: 1)
        _ = peers.take()
        let sent = peers.exchange(Self.put, from: 1)
        #expect(sent.filter { $0.put != nil }.map(\.peer) == [2])
        #expect(sent.filter(\.isAcknowledgement).map(\.peer) == [1])
        let both = ##"{"#":"p2","put":{"s":{"_":{"#":"s",">":{"age":1001,"name":1000}},"age":23,"name":"Mark"}}}"##
        let changed = peers.exchange(both, from: 4).filter { $0.put != nil }
        #expect(Set(changed.map(\.peer)) == [1, 2, 3])
        // Only what was taken is told, and only the key that was asked for.
        #expect(changed.allSatisfy { $0.put?["s"]?["name"] == nil && $0.put?["s"]?["age"]?.number == 23 })
        peers.relay.remove(2)
        peers.putByCommand("s", "name", .text("vito"), state: 2000)
        #expect(peers.take().map(\.peer) == [1])
    }

    @Test func whatMayHaveBeenMissedIsToldOnceMore() {
        var peers = RelayPeers()
        peers.connect(1, 2)
        peers.send(##"{"#":"g1","get":{"#":"s"}}"##, from: 1)
        peers.send(##"{"#":"g2","get":{"#":"s",".":"name"}}"##, from: 2)
        _ = peers.take()
        // Another relay on the same store has put these.
        for (key, value) in [("name", "vito"), ("age", "23")] {
            peers.graph["s", default: GunNode(soul: "s")].set(
                ExactText(key), GunEntry(value: .text(value), state: 2000))
        }
        for fetch in peers.relay.refetches { peers.perform { $1 = [.fetch(fetch)] } }
        let sent = peers.take()
        #expect(Set(sent.map(\.peer)) == [1, 2])
        for message in sent {
            #expect(message.answered == nil)
            #expect(message.put?["s"]?["name"]?.string == "vito")
            #expect((message.put?["s"]?["age"] == nil) == (message.peer == 2))
        }
    }

    @Test func anIdIsTakenOnce() {
        var peers = RelayPeers()
        peers.connect(1, 2)
        #expect(peers.exchange(Self.put, from: 1).count == 1)
        #expect(peers.exchange(Self.put, from: 2).isEmpty)
        peers.now += 30_000
        #expect(peers.exchange(Self.put, from: 1).count == 1)
    }

    @Test func framesOfAllShapesAreRead() {
        var peers = RelayPeers()
        peers.connect(1)
        let list = ##"[{"#":"a","get":{"#":"s"}},"{\"#\":\"b\",\"get\":{\"#\":\"s\"}}",null,7,"x",["y"]]"##
        #expect(peers.exchange(list, from: 1).map(\.answered) == ["a", "b"])
        let dropped = ["", "[]", "null", "123", "plain", ##"{"#":"x""##, ##"[{"#":"x2""##, "[null", "\"\"", "{}"]
        for frame in dropped { #expect(peers.exchange(frame, from: 1).allSatisfy { $0.put == nil }, "\(frame)") }
        let long = String(repeating: "i", count: 200)
        #expect(peers.exchange(##"{"#":"\##(long)","get":{"#":"s"}}"##, from: 1).isEmpty)
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(peers.exchange(##"{"#":"d","get":{"#":"s"},"x":\##(deep)}"##, from: 1).isEmpty)
    }

    @Test func aGraphThatIsNoneIsRefusedWhole() {
        var peers = RelayPeers()
        peers.connect(1)
        let meta = ##""_":{"#":"s",">":{"a":1,"b":2}}"##
        let nodes = [
            ##"{"a":1,"b":2}"##, ##"{"_":{"#":"t",">":{"a":1}},"a":1}"##, ##"{"_":{"#":"s"},"a":1}"##, "null", "7",
            "[]",
            ##"{\##(meta),"a":1,"b":[1]}"##, ##"{\##(meta),"a":1,"b":{"x":1}}"##, ##"{\##(meta),"a":1,"c":1}"##,
            ##"{\##(meta),"a":1,"b":1e400}"##, ##"{"_":{"#":"s",">":{"a":"1"}},"a":1}"##,
            ##"{\##(meta),"a":1,"b":{"#":"x","y":1}}"##,
        ]
        for (index, node) in nodes.enumerated() {
            let sent = peers.exchange(##"{"#":"i\##(index)","put":{"s":\##(node)}}"##, from: 1)
            #expect(sent.map(\.answered) == ["i\(index)"], "\(node)")
            #expect(sent.first?.error?.hasPrefix("Invalid graph!") == true, "\(node)")
        }
        #expect(peers.graph.isEmpty)
    }

    @Test func theFutureWaitsAndHasABound() {
        var peers = RelayPeers()
        peers.connect(1, 2)
        peers.send(##"{"#":"g","get":{"#":"s"}}"##, from: 2)
        _ = peers.take()
        let later = peers.now + 5000
        let mixed = ##"{"#":"f","put":{"s":{"_":{"#":"s",">":{"a":1,"b":\##(later)}},"a":1,"b":2}}}"##
        #expect(peers.exchange(mixed, from: 1).map(\.peer) == [2])
        #expect(peers.graph["s"]?.entries.count == 1)
        #expect(peers.wakes == [later])
        peers.wake(at: later)
        let sent = peers.take()
        #expect(sent.filter(\.isAcknowledgement).map(\.answered) == ["f"])
        #expect(sent.filter { $0.put != nil }.map(\.peer) == [2])
        let never = ##"{"#":"n","put":{"s":{"_":{"#":"s",">":{"a":\##(peers.now + 1e9)}},"a":1}}}"##
        #expect(peers.exchange(never, from: 1).first?.error != nil)
        var refused = 0
        for index in 0...DeferredParts.mostKeys {
            let (key, state) = ("k\(index)", peers.now + 9)
            let put = ##"{"#":"m\##(key)","put":{"s":{"_":{"#":"s",">":{"\##(key)":\##(state)}},"\##(key)":1}}}"##
            refused += peers.exchange(put, from: 1).count { $0.error != nil }
        }
        #expect(refused == 1)
    }

    @Test func whoLosesIsToldWhatWon() {
        var peers = RelayPeers()
        peers.connect(1)
        peers.putByCommand("s", "name", .text("vito"), state: 2000)
        let sent = peers.exchange(Self.put, from: 1)
        #expect(sent.count == 2)
        #expect(sent.first?.put?["s"]?["name"]?.string == "vito")
        #expect(sent.last?.isAcknowledgement == true)
        #expect(sent.last?.json["lost"]?.number == 1)
    }

    @Test func aLargeNodeIsToldInParts() {
        var peers = RelayPeers()
        peers.connect(1)
        for index in 0..<1200 { peers.putByCommand("big", "k\(index)", .number(1), state: 1) }
        let sent = peers.exchange(##"{"#":"g","get":{"#":"big"}}"##, from: 1)
        #expect(sent.count == 3)
        #expect(sent.map { ($0.put?["big"]?.members?.count ?? 0) - 1 } == [500, 500, 200])
        #expect(sent.map { $0.json["%"]?.string } == [sent[1].json["#"]?.string, sent[2].json["#"]?.string, nil])
        #expect(sent.allSatisfy { $0.answered == "g" })
    }

    @Test func aGetIsPassedOnOnceAndItsAnswerHandedBack() {
        var peers = RelayPeers()
        peers.connect(1, 2, 3)
        let sent = peers.exchange(##"{"#":"g","get":{"#":"rc"}}"##, from: 2)
        #expect(sent.filter { $0.get != nil }.map(\.peer).sorted() == [1, 3])
        #expect(sent.filter { $0.get != nil }.allSatisfy { $0.json["#"]?.string == "g" })
        let answer = ##"{"@":"g","#":"a","put":{"rc":{"_":{"#":"rc",">":{"k":1000}},"k":2}}}"##
        let told = peers.exchange(answer, from: 1)
        #expect(told.filter { $0.put != nil }.map(\.peer) == [2])
        #expect(told.filter { $0.put != nil }.map(\.answered) == ["g"])
        #expect(told.filter(\.isAcknowledgement).map(\.answered) == ["a"])
        #expect(peers.exchange(##"{"#":"h","get":{"#":"rc"}}"##, from: 2).allSatisfy { $0.get == nil })
        // Who comes back may have written meanwhile.
        peers.connect(4)
        let asked = peers.exchange(##"{"dam":"hi","#":"hi"}"##, from: 4)
        #expect(asked.map { $0.get?["#"]?.string } == ["rc"])
    }

    @Test func rightsHoldForReadingWritingAndPushes() {
        var peers = RelayPeers()
        peers.connect(1)
        peers.connect(
            2, rights: SoulRights(user: "vito", mayRead: { $0.hasPrefix("app") }, mayWrite: { $0 == "app/mine" }))
        let refused = peers.exchange(Self.put, from: 2)
        #expect(refused.map(\.answered) == ["p1"])
        #expect(refused.first?.error?.contains("vito may not write 's'") == true)
        #expect(peers.graph.isEmpty)
        #expect(peers.exchange(##"{"#":"g","get":{"#":"s"}}"##, from: 2).first?.error != nil)
        #expect(peers.exchange(##"{"#":"g1","get":{"#":"app/x"}}"##, from: 2).first?.error == nil)
        // A get of others is passed on only to who may write there.
        #expect(peers.exchange(##"{"#":"g3","get":{"#":"secret"}}"##, from: 1).allSatisfy { $0.peer == 1 })
        peers.putByCommand("app/x", "k", .number(1), state: 1)
        #expect(peers.take().map(\.peer) == [2])
        peers.relay.use(SoulRights(user: "vito", mayRead: { _ in false }, mayWrite: { _ in false }), for: 2)
        peers.putByCommand("app/x", "k", .number(2), state: 2)
        #expect(peers.take().isEmpty)
    }

    @Test func aPeerIsNotReadFromWhileTooMuchOfItsWaits() {
        var limits = RelayLimits()
        (limits.mostWaiting, limits.fewWaiting) = (4, 2)
        var peers = RelayPeers(limits: limits)
        peers.connect(1)
        peers.isStoreSlow = true
        for index in 0..<6 {
            peers.send(##"{"#":"\##(index)","put":{"s":{"_":{"#":"s",">":{"k":\##(index)}},"k":1}}}"##, from: 1)
        }
        #expect(peers.pauses.map(\.isPaused) == [true])
        #expect(!peers.relay.isIdle(1))
        peers.finishStore()
        #expect(peers.pauses.map(\.isPaused) == [true, false])
        #expect(peers.relay.isIdle(1))
    }

    @Test func subscriptionsHaveABound() {
        var limits = RelayLimits()
        limits.mostSubscriptions = 3
        var peers = RelayPeers(limits: limits)
        peers.connect(1)
        let errors = (0..<5).map { peers.exchange(##"{"#":"g\##($0)","get":{"#":"s\##($0)"}}"##, from: 1).first?.error }
        #expect(errors.map { $0 == nil } == [true, true, true, false, false])
        #expect(peers.relay.statistics.subscriptions == 3)
        peers.relay.remove(1)
        #expect(peers.relay.statistics.subscriptions == 0)
    }
}

extension ExactText: ExpressibleByStringLiteral {
    /// The text of a literal.
    public init(stringLiteral text: String) { self.init(text) }
}

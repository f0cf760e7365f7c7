import GedisGUN
import GedisKit
import Synchronization
import TestSupport
import Testing

@testable import GedisBackends

/// A graph of GUN in Redis, behind several relays.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisGraphTests {
    /// What a store has reported.
    private final class Heard: Sendable {
        private let all = Mutex<[String]>([])

        var texts: [String] { all.withLock { $0.sorted() } }

        func note(_ change: GraphChange) {
            for (key, entry) in change.nodes.flatMap(\.entries) {
                all.withLock { $0.append("\(change.put ?? 0) \(key.text)=\(entry.value.json.text)") }
            }
        }
    }

    private func put(_ soul: String, _ key: String, _ value: GunValue, _ state: Double, id: Int = 1) -> GraphPut {
        GraphPut(id: id, nodes: [GunNode(soul: soul, entries: [ExactText(key): GunEntry(value: value, state: state)])])
    }

    private func entry(_ store: any GraphStore, _ soul: String, _ key: String) async throws -> GunEntry? {
        try await store.page(of: soul, .key(ExactText(key)), after: nil).entries.first?.entry
    }

    private func withStores(
        _ body: (any ConnectedBackend & GraphStore, any ConnectedBackend & GraphStore, RedisProcess) async throws ->
            Void
    ) async throws {
        try await RedisProcess.with { server in
            let (one, other) = (try await server.graph(), try await server.graph())
            try await body(one, other, server)
            await one.close()
            await other.close()
        }
    }

    @Test func whatOneRelayTakesTheOtherReportsAndNotItself() async throws {
        try await withStores { one, other, _ in
            let (own, heard) = (Heard(), Heard())
            one.observeGraph { own.note($0) }
            other.observeGraph { heard.note($0) }
            let now = GunClock.now - 100
            let lost = try await one.merge([
                put("s", "a", .text("vito"), now, id: 7), put("s", "a", .text("late"), now - 1, id: 8),
                put("s", "link", .link("t"), now, id: 9), put("s", "b", .null, now, id: 10),
            ])
            #expect(lost.map(\.count) == [0, 1, 0, 0])
            #expect(own.texts == ["10 b=null", "7 a=\"vito\"", "9 link={\"#\":\"t\"}"])
            try await one.put("s", ["c": 1])
            _ = try await one.delete("s", "c")
            #expect(try await one.increment("s", "n", by: 2) == 2)
            try await eventually("all of it is heard") { heard.texts.count == 6 }
            #expect(
                heard.texts == [
                    "0 a=\"vito\"", "0 b=null", "0 c=1", "0 c=null", "0 link={\"#\":\"t\"}", "0 n=2",
                ])
            try await eventually("commands are heard by their own relay too") { own.texts.count == 6 }
            #expect(try await other.get("s", "a") == .string("vito"))
            #expect(try await other.get("s", "link") == .string("t"))
        }
    }

    @Test(arguments: [
        (GunValue.text("A"), GunValue.text("a")), (.number(10), .number(9)), (.text("z"), .text("é")),
        (.text("😀"), .text("\u{FFFD}")), (.boolean(true), .link("x")), (.text("a!"), .text("a")), (.number(1), .null),
    ])
    func ofEqualStatesTheGreaterJSONWins(lower: GunValue, higher: GunValue) async throws {
        try await withStores { one, other, _ in
            let now = GunClock.now - 100
            _ = try await one.merge([put("s", "up", lower, now), put("s", "down", higher, now)])
            let up = try await other.merge([put("s", "up", higher, now)])
            let down = try await other.merge([put("s", "down", lower, now)])
            #expect(up.first?.isEmpty == true)
            #expect(down.first?.count == 1)
            for key in ["up", "down"] {
                let held = try #require(try await entry(one, "s", key))
                #expect(held.hasValue(of: GunEntry(value: higher, state: now)), "\(key)")
            }
        }
    }

    /// Relays that put at the same time, with few states so that many are equal, come to what HAM says.
    @Test func relaysThatPutAtTheSameTimeComeToTheSame() async throws {
        let values: [GunValue] = [.null, .boolean(true), .number(1), .number(10), .text("a"), .text("a!"), .link("x")]
        try await withStores { one, other, _ in
            var random = SplitMix(seed: 20)
            let now = GunClock.now - 1000
            var wanted = GunNode(soul: "s")
            for _ in 0..<100 {
                let puts = (0..<4).map { index in
                    let node = GunNode(
                        soul: "s",
                        entries: [
                            ExactText("k\(Int.random(in: 0..<3, using: &random))"): GunEntry(
                                value: values.randomElement(using: &random) ?? .null,
                                state: now + Double(Int.random(in: 0..<40, using: &random)))
                        ])
                    _ = wanted.merge(node, now: .infinity)
                    return GraphPut(id: index, nodes: [node])
                }
                async let first = one.merge(Array(puts[..<2]))
                async let second = other.merge(Array(puts[2...]))
                _ = try await (first, second)
            }
            for store in [one, other] {
                let found = try await store.page(of: "s", .node, after: nil).entries
                #expect(found.count == wanted.entries.count)
                for (key, entry) in found {
                    let want = try #require(wanted.entries[key])
                    #expect(want.state == entry.state && want.hasValue(of: entry), "\(key.text)")
                }
            }
        }
    }

    @Test func valuesThatWereThereBeforeCountAsWrittenThen() async throws {
        try await RedisProcess.with { server in
            let plain = try server.backend()
            try await plain.put("s", ["old": 1])
            await plain.close()
            let start = GunClock.now
            let graph = try await server.graph()
            #expect(try await graph.merge([put("s", "old", .number(2), start - 5000)]).first?.isEmpty == false)
            #expect(try await graph.get("s", "old") == .integer(1))
            let state = try await entry(graph, "s", "old")?.state ?? 0
            #expect(state >= start.rounded(.down))
            _ = try await graph.merge([put("s", "old", .number(3), start + 60_000)])
            #expect(try await graph.get("s", "old") == .integer(3))
            await graph.close()
        }
    }

    @Test func aLostConnectionLeavesAGapAndIsMadeAgain() async throws {
        try await withStores { one, other, server in
            let gaps = Mutex(0)
            let heard = Mutex(0)
            one.observeGaps { gaps.withLock { $0 += 1 } }
            one.observeGraph { _ in heard.withLock { $0 += 1 } }
            try await server.call("CLIENT", "KILL", "TYPE", "pubsub")
            try await eventually("the gap is known") { gaps.withLock { $0 } > 0 }
            try await other.put("s", ["k": 1])
            try await eventually("what follows is heard") { heard.withLock { $0 } > 0 }
        }
    }

    @Test func relaysOnOneStoreServeOneGraph() async throws {
        try await withStores { one, other, _ in
            @Sendable func peer(_ url: String) throws -> any ConnectedBackend {
                try BackendType.gun.makeBackend(name: "peer", settings: ["url": url])
            }
            try await withRelay(over: one) { first, _ in
                try await withRelay(over: other) { second, _ in
                    let (writer, reader) = (try peer(first), try peer(second))
                    try await writer.connect()
                    try await reader.connect()
                    try await writer.put("system", ["name": "vito"])
                    #expect(try await reader.get("system", "name") == .string("vito"))
                    var changes = try await reader.changes("system").makeAsyncIterator()
                    try await writer.put("system", ["name": "Mark"])
                    #expect(try await changes.next() == Change("name", .string("Mark")))
                    try await one.put("system", ["name": "Zed"])
                    #expect(try await changes.next() == Change("name", .string("Zed")))
                    await writer.close()
                    await reader.close()
                }
            }
        }
    }
}

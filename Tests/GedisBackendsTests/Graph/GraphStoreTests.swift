import Foundation
import GedisGUN
import GedisKit
import GedisSQLite
import Synchronization
import TestSupport
import Testing

@testable import GedisBackends

/// A store that is a graph of GUN besides: values and their states, by commands and by peers.
@Suite struct GraphStoreTests {
    /// A kind of store.
    enum Kind: CaseIterable, Sendable {
        case memory, sqlite, replaceable, redis

        /// Those whose observer is called before a write returns.
        static let prompt = allCases.filter { $0 != .redis }
    }

    private typealias Store = any Backend & GraphStore

    private func withStore(_ kind: Kind, _ body: (any Backend & GraphStore) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryBackend(holdsGraph: true))
        case .replaceable: try await body(ReplaceableBackend(MemoryBackend(holdsGraph: true)))
        case .sqlite:
            try await withScratchFolder { folder in
                let backend = SQLiteBackend(
                    name: "main", path: folder + "/data.sqlite", timeout: .seconds(5), holdsGraph: true)
                try await backend.connect()
                try await body(backend)
                await backend.close()
            }
        case .redis:
            try await RedisProcess.with { server in
                let backend = try await server.graph()
                try await body(backend)
                await backend.close()
            }
        }
    }

    private func put(_ soul: String, _ key: String, _ value: GunValue, _ state: Double, id: Int = 1) -> GraphPut {
        GraphPut(id: id, nodes: [GunNode(soul: soul, entries: [ExactText(key): GunEntry(value: value, state: state)])])
    }

    private func entry(_ store: any GraphStore, _ soul: String, _ key: String) async throws -> GunEntry? {
        try await store.page(of: soul, .key(ExactText(key)), after: nil).entries.first?.entry
    }

    @Test(arguments: Kind.allCases)
    func whatPeersPutIsWhatCommandsRead(kind: Kind) async throws {
        try await withStore(kind) { store in
            let now = GunClock.now - 10
            let lost = try await store.merge([put("system", "name", .text("vito"), now)])
            #expect(lost.flatMap(\.self).isEmpty)
            #expect(try await store.get("system", "name") == .string("vito"))
            _ = try await store.merge([put("system", "boss", .link("system/boss"), now)])
            #expect(try await store.get("system", "boss") == .string("system/boss"))
            guard case .link("system/boss") = try await entry(store, "system", "boss")?.value else {
                Issue.record("a link is one no more")
                return
            }
            _ = try await store.merge([put("system", "name", .null, now + 1)])
            #expect(try await store.get("system", "name") == nil)
            #expect(try await store.get("system").count == 1)
            guard case .null = try await entry(store, "system", "name")?.value else {
                Issue.record("a null is missing")
                return
            }
            #expect(try await store.keys("system", after: nil, limit: 10) == ["boss"])
        }
    }

    @Test(arguments: Kind.allCases)
    func whatCommandsPutHasTheNextState(kind: Kind) async throws {
        try await withStore(kind) { store in
            let before = GunClock.now.rounded(.down)
            try await store.put("system", ["name": "Mark"])
            let first = try #require(try await entry(store, "system", "name"))
            #expect(first.state >= before)
            // A peer whose clock is ahead does not hold back who comes after it.
            let ahead = GunClock.now + 1_000_000
            _ = try await store.merge([put("system", "name", .text("ahead"), ahead)])
            try await store.put("system", ["name": "vito"])
            let second = try #require(try await entry(store, "system", "name"))
            #expect(second.state > ahead)
            #expect(try await store.get("system", "name") == .string("vito"))
            #expect(try await store.delete("system", "name"))
            let lost = try await store.merge([put("system", "name", .text("late"), second.state)])
            #expect(lost.first?.first?.entries.count == 1)
            #expect(try await store.get("system", "name") == nil)
        }
    }

    @Test(arguments: Kind.prompt)
    func bothAreReportedToBoth(kind: Kind) async throws {
        try await withStore(kind) { store in
            let seen = Mutex<[String]>([])
            store.observeGraph { change in
                let texts = change.nodes.flatMap { node in
                    node.entries.map { "\(change.put ?? 0) \(node.soul).\($0.key.text)=\($0.value.value.json.text)" }
                }
                seen.withLock { $0 += texts }
            }
            var changes = try await store.changes("s").makeAsyncIterator()
            try await store.put("s", ["a": 1])
            _ = try await store.merge([put("s", "a", .number(2), GunClock.now + 5, id: 7)])
            #expect(try await store.increment("s", "a") == 3)
            _ = try await store.merge([put("s", "a", .number(0), 1, id: 8)])
            _ = try await store.delete("s", "a")
            #expect(seen.withLock { $0 } == ["0 s.a=1", "7 s.a=2", "0 s.a=3", "0 s.a=null"])
            var values: [Scalar?] = []
            for _ in 0..<4 { values.append(try await changes.next()?.value) }
            #expect(values == [.integer(1), .integer(2), .integer(3), nil])
        }
    }

    @Test(arguments: Kind.allCases)
    func aKeyThatExpiresIsNullToPeers(kind: Kind) async throws {
        try await withStore(kind) { store in
            let isGone = Mutex(false)
            store.observeGraph { change in
                for entry in change.nodes.flatMap(\.entries) {
                    if case .null = entry.value.value { isGone.withLock { $0 = true } }
                }
            }
            try await store.put("s", ["soon": 1], expiresIn: .milliseconds(1))
            try await eventually { isGone.withLock { $0 } }
        }
    }

    @Test(arguments: Kind.allCases)
    func rangesAndPagesHaveAllKeysInOrder(kind: Kind) async throws {
        try await withStore(kind) { store in
            let names = (0..<1203).map { "k" + String(10_000 + $0) }
            var values: [String: Scalar] = [:]
            for name in names { values[name] = .integer(1) }
            try await store.put("big", values)
            try await store.put("bigger", ["other": 1])
            _ = try await store.merge([put("big", "k20000", .null, GunClock.now)])
            func keys(_ selection: GunSelection) async throws -> [String] {
                var keys: [String] = []
                var last: ExactText?
                repeat {
                    let page = try await store.page(of: "big", selection, after: last)
                    keys += page.entries.map(\.key.text)
                    last = page.next
                } while last != nil
                return keys
            }
            #expect(try await keys(.node).sorted() == names + ["k20000"])
            func range(equal: String? = nil, prefix: String? = nil, first: String? = nil, last: String? = nil)
                -> GunSelection
            {
                .range(GunRange(equal: equal, prefix: prefix, first: first, last: last, mostCharacters: 1))
            }
            #expect(try await keys(range(prefix: "k110")) == names.filter { $0.hasPrefix("k110") })
            #expect(try await keys(range(first: "k10700", last: "k10702")) == ["k10700", "k10701", "k10702"])
            #expect(try await keys(range(first: "k11202")) == ["k11202", "k20000"])
            #expect(try await keys(range(equal: "k10001")) == ["k10001"])
            #expect(try await keys(range(prefix: "none")) == [])
        }
    }

    @Test func aFileOfValuesBecomesAGraphAndKeepsStates() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let plain = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            try await plain.put("s", ["old": 1])
            await #expect(throws: BackendError.self) { try await plain.merge([put("s", "old", .number(2), 1)]) }
            await plain.close()
            let start = GunClock.now
            var graph = SQLiteBackend(name: "main", path: path, timeout: .seconds(5), holdsGraph: true)
            // What was there counts as written when the file became a graph.
            #expect(try await graph.merge([put("s", "old", .number(2), start - 5000)]).first?.isEmpty == false)
            #expect(try await graph.get("s", "old") == .integer(1))
            _ = try await graph.merge([put("s", "old", .number(3), start + 60_000)])
            _ = try await graph.check()
            await graph.close()
            // Also where nobody asks for a graph, states are kept from here on.
            for holdsGraph in [false, true] {
                graph = SQLiteBackend(name: "main", path: path, timeout: .seconds(5), holdsGraph: holdsGraph)
                #expect(try await graph.merge([put("s", "old", .number(4), start + 1000)]).first?.isEmpty == false)
                #expect(try await graph.get("s", "old") == .integer(3))
                await graph.close()
            }
            let version = try SQLiteConnection(path).first("PRAGMA user_version") { $0.integer(0) }
            #expect(version == SQLiteLayout.graphVersion)
        }
    }

    @Test func anotherServerOfGunIsNoGraph() {
        #expect(throws: BackendError.self) {
            try BackendType.gun.makeBackend(name: "main", settings: ["url": "ws://localhost/gun"], holdsGraph: true)
        }
    }

    @Test func anObserverIsCalledAsDirectlyAfterManyChanges() async throws {
        let store = MemoryBackend(holdsGraph: true)
        let depths = Mutex<[Int]>([])
        store.observeGraph { _ in depths.withLock { $0.append(Thread.callStackReturnAddresses.count) } }
        for index in 0..<100 { _ = try await store.merge([put("s", "k", .number(1), Double(index))]) }
        let (first, last) = depths.withLock { ($0.first ?? 0, $0.last ?? 0) }
        #expect(last <= first + 4)
    }

    @Test func aBackendThatIsReplacedLeavesAGap() async throws {
        let store = ReplaceableBackend(MemoryBackend(holdsGraph: true))
        let gaps = Mutex(0)
        store.observeGaps { gaps.withLock { $0 += 1 } }
        store.replace(with: MemoryBackend(holdsGraph: true))
        #expect(gaps.withLock { $0 } == 1)
    }
}

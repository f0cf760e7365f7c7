import GedisBackends
import GedisKit
import Synchronization
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisMigrationTests {
    @Test func nothingIsLostWhileASlotMoves() async throws {
        try await RedisTestCluster.with { cluster in
            let backend = try cluster.backend()
            // Their names differ after the first brace only, so that they lie in one slot.
            let (busy, idle) = ("moving}busy", "moving}idle")
            let slot = HashSlot(of: RedisNode(busy).name)
            let source = cluster.owner(of: busy)
            let target = (source + 1) % 3
            let node = String(decoding: RedisNode(busy).name, as: UTF8.self)
            try await backend.put(busy, ["first": 1])
            try await backend.put(idle, ["first": 1])

            let load = Load(backend: backend, namespace: busy)
            let changes = try await backend.changes(busy)
            let listener = Task { try await changes.first { $0.key == "last" } }
            let made: [String] = try await withThrowingTaskGroup(of: [String].self) { group in
                for task in 0..<4 { group.addTask { try await load.write(task) } }
                group.addTask { try await load.read() }
                try await load.goesOn()
                try await cluster.beginMove(slot, from: source, to: target)
                try await load.goesOn()
                // Meanwhile namespaces begin: both servers lack them, until the slot is where it belongs.
                group.addTask { try await load.begin("moving}new") }
                // Half a namespace on each server: reads go on, writes wait.
                try await cluster.move([node], from: source, to: target)
                try await load.readsGoOn()
                try await cluster.move([node + ":keys"], from: source, to: target)
                try await load.goesOn()
                try await cluster.endMove(slot, from: source, to: target)
                try await load.goesOn()
                load.stop()
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let node1 = try await backend.get(busy)
            for key in made { #expect(node1[key] == .string(key)) }
            #expect(node1.count == made.count + 1)
            #expect(try await backend.keys(busy, after: nil, limit: 1 << 20) == node1.keys.sorted())
            #expect(try await backend.get(idle) == ["first": .integer(1)])
            #expect(try await backend.get("moving}new") == ["key": .string("new")])

            try await backend.put(busy, ["last": 1])
            #expect(try await listener.value == Change("last", .integer(1)))
            let other = try cluster.backend(through: target)
            #expect(try await other.get(busy).count == made.count + 2)
            await backend.close()
            await other.close()
        }
    }
}

/// Tasks that write and read until they are stopped; any error ends the test.
private final class Load: Sendable {
    private let backend: any ConnectedBackend
    private let namespace: String
    private let writes = Mutex([Int](repeating: 0, count: 4))
    private let reads = Atomic(0)
    private let isOver = Atomic(false)

    init(backend: any ConnectedBackend, namespace: String) {
        self.backend = backend
        self.namespace = namespace
    }

    /// Puts one key after the other, and checks each.
    func write(_ task: Int) async throws -> [String] {
        var keys: [String] = []
        while !isOver.load(ordering: .relaxed) {
            let key = "\(task)/\(keys.count)"
            try await backend.put(namespace, [key: key])
            #expect(try await backend.get(namespace, key) == .string(key))
            keys.append(key)
            writes.withLock { $0[task] += 1 }
        }
        return keys
    }

    func read() async throws -> [String] {
        while !isOver.load(ordering: .relaxed) {
            #expect(try await backend.get(namespace, "first") == .integer(1))
            reads.wrappingAdd(1, ordering: .relaxed)
        }
        return []
    }

    func begin(_ namespace: String) async throws -> [String] {
        try await backend.put(namespace, ["key": "new"])
        return []
    }

    func stop() { isOver.store(true, ordering: .relaxed) }

    /// Waits until every task has done more.
    func goesOn() async throws {
        let before = writes.withLock(\.self)
        try await eventually("all write") { writes.withLock { zip($0, before).allSatisfy { $0 >= $1 + 3 } } }
        try await readsGoOn()
    }

    func readsGoOn() async throws {
        let before = reads.load(ordering: .relaxed)
        try await eventually("all read") { reads.load(ordering: .relaxed) >= before + 3 }
    }
}

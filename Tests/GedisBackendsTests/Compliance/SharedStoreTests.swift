import GedisBackends
import GedisKit
import TestSupport
import Testing

/// Two backends over one store, as two servers have them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SharedStoreTests {
    enum Store: String, CaseIterable, CustomTestStringConvertible {
        case sqlite, redis, cluster

        var testDescription: String { rawValue }
    }

    @Test(arguments: Store.allCases) func noIncrementIsLost(_ store: Store) async throws {
        try await withTwo(over: store) { one, other in
            try await withThrowingTaskGroup { group in
                for task in 0..<8 {
                    let backend = task.isMultiple(of: 2) ? one : other
                    group.addTask { for _ in 0..<50 { _ = try await backend.increment("counts", "visits") } }
                }
                try await group.waitForAll()
            }
            #expect(try await one.get("counts", "visits") == .integer(400))
            #expect(try await other.get("counts", "visits") == .integer(400))
        }
    }

    @Test(arguments: Store.allCases) func oneOfTwoGetsALock(_ store: Store) async throws {
        try await withTwo(over: store) { one, other in
            for turn in 0..<20 {
                async let first = one.putIfAbsent("locks", "\(turn)", "one", expiresIn: .seconds(3600))
                async let second = other.putIfAbsent("locks", "\(turn)", "other", expiresIn: .seconds(3600))
                let (isFirst, isSecond) = (try await first, try await second)
                #expect(isFirst != isSecond)
                #expect(try await one.get("locks", "\(turn)") == .string(isFirst ? "one" : "other"))
            }
        }
    }

    @Test(arguments: Store.allCases) func nothingIsOverwrittenUnseen(_ store: Store) async throws {
        try await withTwo(over: store) { one, other in
            try await withThrowingTaskGroup { group in
                for task in 0..<4 {
                    let backend = task.isMultiple(of: 2) ? one : other
                    group.addTask {
                        for _ in 0..<20 {
                            while true {
                                let old = try await backend.get("shared", "sum")
                                var sum = 1
                                if case .integer(let before)? = old { sum += before }
                                if try await backend.compareAndSet("shared", "sum", from: old, to: .integer(sum)) {
                                    break
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await one.get("shared", "sum") == .integer(80))
        }
    }

    @Test(arguments: [Store.redis, .cluster])
    func whatOneLetsExpireIsReportedToTheOther(_ store: Store) async throws {
        try await withTwo(over: store) { one, other in
            let changes = try await other.changes("user")
            try await one.put("user", ["name": "Mark"], expiresIn: .milliseconds(20))
            var reported: [Change] = []
            for try await change in changes {
                reported.append(change)
                if change.value == nil { break }
            }
            #expect(reported == [Change("name", .string("Mark")), Change("name", nil)])
        }
    }

    @Test(arguments: Store.allCases) func whatExpiresAfterItsServerIsGoneIsReported(_ store: Store) async throws {
        try await withTwo(over: store) { one, other in
            try await one.put("user", ["name": "Mark"], expiresIn: .seconds(3600))
            #expect(try await one.expire("user", "name", in: .milliseconds(500)))
            await one.close()
            let changes = try await other.changes("user")
            guard try await other.get("user", "name") != nil else { return }
            #expect(try await changes.first { _ in true } == Change("name", nil))
        }
    }

    private func withTwo(
        over store: Store, _ body: (any ConnectedBackend, any ConnectedBackend) async throws -> Void
    ) async throws {
        func run(_ make: () throws -> any ConnectedBackend) async throws {
            let (one, other) = (try make(), try make())
            try await body(one, other)
            await one.close()
            await other.close()
        }
        switch store {
        case .sqlite:
            try await withScratchFolder { folder in
                try await run {
                    try BackendType.sqlite.makeBackend(
                        name: "main", settings: ["path": folder + "/data.sqlite", "timeout": "60"])
                }
            }
        case .redis: try await RedisProcess.with { server in try await run { try server.backend() } }
        case .cluster: try await RedisTestCluster.with { cluster in try await run { try cluster.backend() } }
        }
    }
}

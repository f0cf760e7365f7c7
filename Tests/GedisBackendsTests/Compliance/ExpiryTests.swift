import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct ExpiryTests {
    private static let soon = Duration.milliseconds(30)
    private static let late = Duration.seconds(3600)

    @Test(arguments: Subject.atomic)
    func aValueIsGoneWhenItsTimeIsOver(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["stays": 1])
            try await backend.put("user", ["a": 1, "b": 2], expiresIn: Self.soon)
            try await eventually { try await backend.get("user", "a") == nil }
            #expect(try await backend.get("user", ["a", "stays"]) == ["stays": .integer(1)])
            #expect(try await backend.get("user") == ["stays": .integer(1)])
            #expect(try await backend.keys("user", after: nil, limit: 9) == ["stays"])
            #expect(try await backend.delete("user", "a") == false)
            #expect(try await backend.timeToLive("user", "a") == nil)
            #expect(try await backend.expire("user", "b", in: Self.late) == false)
            #expect(try await backend.increment("user", "b") == 1)
            #expect(try await backend.compareAndSet("user", "a", from: nil, to: "again"))
            #expect(try await backend.timeToLive("user", "a") == nil)
        }
    }

    /// Each in its own way, before anything else has found that the value is gone.
    @Test(arguments: Subject.atomic)
    func noCallSeesAValueWhoseTimeIsOver(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let reads: [(String, () async throws -> Bool)] = [
                ("1", { try await backend.get("1", "a") == nil }),
                ("2", { try await backend.get("2", ["a"]) == [:] }),
                ("3", { try await backend.get("3") == [:] }),
                ("4", { try await backend.keys("4", prefix: "a", after: nil, limit: 9) == [] }),
                ("5", { try await backend.timeToLive("5", "a") == nil }),
                ("6", { try await backend.putIfAbsent("6", "a", 2) }),
                ("7", { try await backend.increment("7", "a") == 1 }),
            ]
            for (namespace, _) in reads { try await backend.put(namespace, ["a": 1], expiresIn: Self.soon) }
            for (namespace, isGone) in reads {
                if namespace == "7" {
                    try await eventually { try await backend.get("7") == [:] }
                    #expect(try await isGone())
                } else {
                    try await eventually("\(namespace)", isGone)
                }
            }
        }
    }

    @Test(arguments: Subject.atomic)
    func theTimeToLiveIsKnownAndCanBeChanged(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["name": "Mark"], expiresIn: Self.late)
            let time = try await backend.timeToLive("user", "name") ?? .zero
            #expect(time > .seconds(3000) && time <= Self.late)
            #expect(try await backend.get("user", "name") == .string("Mark"))
            #expect(try await backend.get("user") == ["name": .string("Mark")])
            #expect(try await backend.keys("user", after: nil, limit: 9) == ["name"])

            #expect(try await backend.expire("user", "name", in: nil))
            #expect(try await backend.timeToLive("user", "name") == nil)
            #expect(try await backend.expire("user", "name", in: .seconds(60)))
            #expect(try await backend.timeToLive("user", "name") ?? .zero > .seconds(1))
            #expect(try await backend.expire("user", "nobody", in: .seconds(60)) == false)

            #expect(try await backend.expire("user", "name", in: Self.soon))
            try await eventually { try await backend.get("user") == [:] }
        }
    }

    @Test(arguments: Subject.atomic)
    func aPutWithoutATimeMakesAValueStay(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["a": Scalar.integer(1), "b": .string("x")], expiresIn: Self.late)
            try await backend.put("user", ["a": Scalar.integer(2), "b": .string("y")])
            #expect(try await backend.timeToLive("user", "a") == nil)
            #expect(try await backend.timeToLive("user", "b") == nil)
            #expect(try await backend.get("user") == ["a": .integer(2), "b": .string("y")])
            try await backend.put("user", ["a": 1], expiresIn: Self.late)
            #expect(try await backend.compareAndSet("user", "a", from: 1, to: 2, expiresIn: Self.late))
            #expect(try await backend.timeToLive("user", "a") != nil)
            #expect(try await backend.compareAndSet("user", "a", from: 2, to: 3))
            #expect(try await backend.timeToLive("user", "a") == nil)
        }
    }

    @Test(arguments: Subject.atomic)
    func aCounterKeepsTheTimeThatItBeganWith(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let first = try await backend.increment("counts", "a", expiresIn: Self.late)
            #expect(first == 1)
            #expect(try await backend.increment("counts", "a", expiresIn: .milliseconds(1)) == 2)
            #expect(try await backend.increment("counts", "a") == 3)
            #expect(try await backend.timeToLive("counts", "a") ?? .zero > .seconds(3000))
            #expect(try await backend.increment("counts", "stays") == 1)
            #expect(try await backend.increment("counts", "stays", expiresIn: Self.soon) == 2)
            #expect(try await backend.timeToLive("counts", "stays") == nil)
            #expect(try await backend.increment("counts", "short", expiresIn: Self.soon) == 1)
            try await eventually { try await backend.get("counts", "short") == nil }
            #expect(try await backend.get("counts", "a") == .integer(3))
        }
    }

    @Test(arguments: Subject.atomic)
    func aTimeThatIsNotAboveZeroIsRefused(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["name": "Mark"])
            let calls: [(Duration) async throws -> Void] = [
                { try await backend.put("user", ["name": "Zed"], expiresIn: $0) },
                { _ = try await backend.expire("user", "name", in: $0) },
                { _ = try await backend.increment("user", "count", expiresIn: $0) },
                { _ = try await backend.putIfAbsent("user", "other", 1, expiresIn: $0) },
            ]
            for call in calls {
                for time in [Duration.zero, .seconds(-1)] {
                    let error = await #expect(throws: BackendError.self) { try await call(time) }
                    #expect(error?.reason == .refused)
                }
            }
            #expect(try await backend.get("user") == ["name": .string("Mark")])
            // The shortest and the longest there are.
            try await backend.put("user", ["name": "Ann"], expiresIn: .nanoseconds(1))
            try await backend.put("user", ["city": "Gent"], expiresIn: .seconds(Int64.max))
            try await eventually { try await backend.get("user") == ["city": .string("Gent")] }
            #expect(try await backend.timeToLive("user", "city") ?? .zero > .seconds(1 << 40))
        }
    }
}

import GedisBackends
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct ChangeTests {
    @Test(arguments: Subject.all)
    func putsAndDeletesAreReportedInOrder(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["name": "before"])
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": "Mark"])
            try await backend.put("other", ["name": "not reported"])
            try await backend.put("user", ["age": 23])
            _ = try await backend.delete("user", "name")
            try await backend.put("user", ["last": true])
            #expect(
                try await collect(changes, until: "last") == [
                    Change("name", .string("Mark")), Change("age", .integer(23)), Change("name", nil),
                    Change("last", .boolean(true)),
                ])
        }
    }

    @Test(arguments: Subject.all)
    func aPutOfSeveralKeysIsAChangeEach(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": Scalar.string("Mark"), "age": .integer(23)])
            try await backend.put("user", ["last": true])
            let reported = try await collect(changes, until: "last").dropLast()
            #expect(Set(reported) == [Change("name", .string("Mark")), Change("age", .integer(23))])
        }
    }

    @Test(arguments: Subject.all)
    func everyListenerIsNotified(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let listeners = [try await backend.changes("user"), try await backend.changes("user")]
            try await backend.put("user", ["last": 1])
            for changes in listeners {
                #expect(try await collect(changes, until: "last") == [Change("last", .integer(1))])
            }
        }
    }

    @Test(arguments: Subject.all)
    func closingEndsTheChanges(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let changes = try await backend.changes("user")
            await backend.close()
            let first = try await changes.first { _ in true }
            #expect(first == nil)
        }
    }

    @Test(arguments: Subject.atomic)
    func countsAndReplacedValuesAreReported(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let changes = try await backend.changes("user")
            _ = try await backend.increment("user", "age", by: 23)
            _ = try await backend.increment("user", "age")
            #expect(try await backend.compareAndSet("user", "name", from: nil, to: "Mark"))
            #expect(try await !backend.compareAndSet("user", "name", from: nil, to: "not reported"))
            #expect(try await backend.compareAndSet("user", "name", from: .string("Mark"), to: nil))
            #expect(try await backend.delete("user", ["age", "none"]) == 1)
            #expect(try await backend.expire("user", "none", in: .seconds(1)) == false)
            try await backend.put("user", ["last": 1], expiresIn: .seconds(3600))
            #expect(
                try await collect(changes, until: "last") == [
                    Change("age", .integer(23)), Change("age", .integer(24)), Change("name", .string("Mark")),
                    Change("name", nil), Change("age", nil), Change("last", .integer(1)),
                ])
        }
    }

    /// Without any other call.
    @Test(arguments: Subject.atomic)
    func thatAValueHasExpiredIsReported(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let changes = try await backend.changes("user")
            try await backend.put("user", ["first": 1], expiresIn: .milliseconds(20))
            try await backend.put("user", ["second": 1])
            #expect(try await backend.expire("user", "second", in: .milliseconds(100)))
            _ = try await backend.increment("user", "third", expiresIn: .milliseconds(200))
            var gone: Set<String> = []
            for try await change in changes where change.value == nil {
                gone.insert(change.key)
                if gone.count == 3 { break }
            }
            #expect(gone == ["first", "second", "third"])
        }
    }

    /// The changes up to the one of `key`.
    private func collect(_ changes: Changes, until key: String) async throws -> [Change] {
        var reported: [Change] = []
        for try await change in changes {
            reported.append(change)
            if change.key == key { break }
        }
        return reported
    }
}

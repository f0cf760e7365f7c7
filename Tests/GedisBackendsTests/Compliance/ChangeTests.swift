import GedisBackends
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct ChangeTests {
    @Test(arguments: Subject.all)
    func putsAndDeletesAreToldInOrder(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["name": "before"])
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": "Mark"])
            try await backend.put("other", ["name": "not told"])
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
            let told = try await collect(changes, until: "last").dropLast()
            #expect(Set(told) == [Change("name", .string("Mark")), Change("age", .integer(23))])
        }
    }

    @Test(arguments: Subject.all)
    func everyListenerIsTold(_ subject: Subject) async throws {
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

    /// The changes up to the one of `key`.
    private func collect(_ changes: Changes, until key: String) async throws -> [Change] {
        var told: [Change] = []
        for try await change in changes {
            told.append(change)
            if change.key == key { break }
        }
        return told
    }
}

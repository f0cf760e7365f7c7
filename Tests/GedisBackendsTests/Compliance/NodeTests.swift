import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct NodeTests {
    @Test(arguments: Subject.all)
    func whatWasNeverPutIsMissing(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let node = try await backend.get("nobody")
            #expect(node == [:])
            #expect(try await backend.get("nobody", "key") == nil)
            #expect(try await backend.keys("nobody", after: nil, limit: 10) == [])
            #expect(try await backend.delete("nobody", "key") == false)
        }
    }

    @Test(arguments: Subject.all)
    func aPutLeavesOtherKeysAlone(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["name": Scalar.string("Mark"), "age": .integer(23)])
            try await backend.put("user", ["age": 24])
            try await backend.put("user", [String: Scalar]())
            #expect(try await backend.get("user") == ["name": .string("Mark"), "age": .integer(24)])
        }
    }

    @Test(arguments: Subject.all)
    func nodesAreApart(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("one", ["key": "1"])
            try await backend.put("two", ["key": "2"])
            #expect(try await backend.delete("two", "key"))
            #expect(try await backend.get("one", "key") == .string("1"))
            #expect(try await backend.get("two", "key") == nil)
        }
    }

    @Test(arguments: Subject.all)
    func aDeletedKeyIsGoneUntilItIsPutAgain(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["name": "Mark", "city": "Brussels"])
            #expect(try await backend.delete("user", "name"))
            #expect(try await backend.delete("user", "name") == false)
            #expect(try await backend.get("user", "name") == nil)
            #expect(try await backend.get("user") == ["city": .string("Brussels")])
            #expect(try await backend.keys("user", after: nil, limit: 10) == ["city"])
            try await backend.put("user", ["name": "Zed"])
            #expect(try await backend.get("user", "name") == .string("Zed"))
        }
    }

    @Test(arguments: Subject.all)
    func putsFromManyTasksAreAllThere(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await withThrowingTaskGroup { group in
                for task in 0..<8 {
                    group.addTask {
                        for turn in 0..<10 { try await backend.put("shared", ["\(task)/\(turn)": task * turn]) }
                    }
                }
                try await group.waitForAll()
            }
            let node = try await backend.get("shared")
            #expect(node.count == 80)
            #expect(node["7/9"] == .integer(63))
        }
    }
}

import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct CompareAndSetTests {
    @Test(arguments: Subject.atomic)
    func aValueIsReplacedOnlyWhereItIsWhatIsExpected(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let isReplaced = try await backend.compareAndSet("user", "name", from: "Mark", to: "Zed")
            #expect(!isReplaced)
            #expect(try await backend.compareAndSet("user", "name", from: nil, to: "Mark"))
            #expect(try await !backend.compareAndSet("user", "name", from: nil, to: "Zed"))
            #expect(try await !backend.compareAndSet("user", "name", from: "mark", to: "Zed"))
            #expect(try await backend.get("user", "name") == .string("Mark"))
            #expect(try await backend.compareAndSet("user", "name", from: "Mark", to: "Zed"))
            #expect(try await backend.get("user", "name") == .string("Zed"))
            #expect(try await backend.keys("user", after: nil, limit: 9) == ["name"])
            #expect(try await backend.compareAndSet("user", "name", from: .string("Zed"), to: nil))
            #expect(try await backend.get("user") == [:])
            #expect(try await backend.compareAndSet("user", "name", from: Scalar?.none, to: nil))
            #expect(try await backend.keys("user", after: nil, limit: 9) == [])
        }
    }

    @Test(arguments: Subject.atomic)
    func valuesOfAnotherTypeAreOthers(_ subject: Subject) async throws {
        let values: [Scalar] = [
            .string("1"), .bytes(Array("1".utf8)), .integer(1), .double(1), .boolean(true), .string("true"),
            .string(""), .bytes([]), .bytes([0xFF, 0x69, 0x31]), .double(0.1), .integer(.min), .string("é\u{0}☃"),
        ]
        try await subject.withBackend { backend in
            for value in values {
                try await backend.put("user", ["key": value])
                for other in values where other != value {
                    #expect(try await !backend.compareAndSet("user", "key", from: other, to: .integer(9)), "\(value)")
                }
                #expect(try await backend.compareAndSet("user", "key", from: value, to: .integer(7)), "\(value)")
                #expect(try await backend.compareAndSet("user", "key", from: .integer(7), to: value), "\(value)")
                #expect(try await backend.get("user", "key") == value)
            }
        }
    }

    @Test(arguments: Subject.atomic)
    func ofManyThatPutTheFirstOneDoes(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for task in 0..<8 {
                    group.addTask { try await backend.putIfAbsent("locks", "lock", task) ? task : nil }
                }
                return try await group.reduce(into: [Int]()) { if let winner = $1 { $0.append(winner) } }
            }
            #expect(winners.count == 1)
            #expect(try await backend.get("locks", "lock") == winners.first.map(Scalar.integer))
        }
    }

    @Test(arguments: Subject.atomic)
    func noneOfManyOverwritesAnother(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<25 {
                            while true {
                                let old = try await backend.get("shared", "list")
                                var text = ""
                                if case .string(let before)? = old { text = before }
                                if try await backend.compareAndSet("shared", "list", from: old, to: .string(text + "x"))
                                {
                                    break
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await backend.get("shared", "list") == .string(String(repeating: "x", count: 100)))
        }
    }
}

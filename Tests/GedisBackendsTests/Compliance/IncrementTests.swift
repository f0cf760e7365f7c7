import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct IncrementTests {
    @Test(arguments: Subject.atomic)
    func aCounterBeginsAtZeroAndStaysANumber(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let first = try await backend.increment("counts", "a")
            #expect(first == 1)
            #expect(try await backend.increment("counts", "a", by: 41) == 42)
            #expect(try await backend.increment("counts", "a", by: -50) == -8)
            #expect(try await backend.increment("counts", "b", by: 0) == 0)
            #expect(try await backend.get("counts") == ["a": .integer(-8), "b": .integer(0)])
            #expect(try await backend.keys("counts", after: nil, limit: 9) == ["a", "b"])
            #expect(try await backend.delete("counts", "a"))
            #expect(try await backend.increment("counts", "a") == 1)
        }
    }

    @Test(arguments: Subject.atomic)
    func whatWasPutIsCountedFromThere(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("counts", ["number": Scalar.integer(1 << 60), "text": .string("-7")])
            #expect(try await backend.increment("counts", "number") == 1 << 60 + 1)
            #expect(try await backend.increment("counts", "text", by: 8) == 1)
            #expect(try await backend.get("counts", "text") == .integer(1))
        }
    }

    @Test(arguments: Subject.atomic)
    func whatIsNoWholeNumberIsRefusedAndStays(_ subject: Subject) async throws {
        let values: [Scalar] = [
            .string("seven"), .string(""), .string("07"), .string("+7"), .string(" 7"), .string("-0"), .string("7.0"),
            .string("9223372036854775808"), .double(7), .boolean(true), .bytes(Array("7".utf8)), .bytes([0xFF, 0x69]),
        ]
        try await subject.withBackend { backend in
            for value in values {
                try await backend.put("counts", ["a": value])
                let error = await #expect(throws: BackendError.self, "\(value)") {
                    try await backend.increment("counts", "a")
                }
                #expect(error?.reason == .refused, "\(value)")
                #expect(error?.message.contains("counts a: ") == true, "\(value)")
                #expect(try await backend.get("counts", "a") == value)
            }
        }
    }

    @Test(arguments: Subject.atomic)
    func aSumBeyondSixtyFourBitsIsRefusedAndTheCounterStays(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("counts", ["max": Int.max, "min": Int.min])
            for (key, amount) in [("max", 1), ("min", -1), ("max", Int.max), ("min", Int.min)] {
                let error = await #expect(throws: BackendError.self) {
                    try await backend.increment("counts", key, by: amount)
                }
                #expect(error?.reason == .refused)
                #expect(error?.message.contains("counts \(key): the sum is beyond 64 bits") == true)
            }
            #expect(try await backend.increment("counts", "max", by: .min) == -1)
            #expect(try await backend.get("counts", "min") == .integer(.min))
        }
    }

    @Test(arguments: Subject.atomic)
    func noIncrementIsLost(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { for _ in 0..<50 { _ = try await backend.increment("counts", "visits") } }
                }
                try await group.waitForAll()
            }
            #expect(try await backend.get("counts", "visits") == .integer(400))
        }
    }
}

import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct SeveralKeyTests {
    @Test(arguments: Subject.all)
    func severalKeysAreGotAtOnce(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put(
                "user", ["name": Scalar.string("Mark"), "age": .integer(23), "city": .string("Gent")])
            #expect(
                try await backend.get("user", ["age", "name", "none", "age"])
                    == ["name": .string("Mark"), "age": .integer(23)])
            #expect(try await backend.get("user", ["none"]) == [:])
            #expect(try await backend.get("nobody", ["name"]) == [:])
            #expect(try await backend.get("user", [String]()) == [:])
        }
    }

    @Test(arguments: Subject.all)
    func severalKeysAreDeletedAtOnce(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("user", ["a": 1, "b": 2, "c": 3])
            #expect(try await backend.delete("user", ["a", "none", "c", "a"]) == 2)
            #expect(try await backend.get("user") == ["b": .integer(2)])
            #expect(try await backend.delete("user", ["a", "c"]) == 0)
            #expect(try await backend.delete("user", [String]()) == 0)
        }
    }

    @Test(arguments: Subject.all)
    func keysOfAPrefixComeInPages(_ subject: Subject) async throws {
        let keys = ["a", "user", "user/", "user/1", "user/10", "user/2", "user/\u{E9}", "user/😀", "user0", "z"]
        let sorted = keys.filter { $0.hasPrefix("user/") }
        try await subject.withBackend { backend in
            try await backend.put("keys", Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) }))
            #expect(try await backend.keys("keys", prefix: "user/", after: nil, limit: 100) == sorted)
            #expect(try await backend.keys("keys", prefix: "", after: nil, limit: 100) == keys)
            #expect(try await backend.keys("keys", prefix: "user/", after: "a", limit: 2) == ["user/", "user/1"])
            #expect(try await backend.keys("keys", prefix: "user/", after: "user/2", limit: 1) == ["user/é"])
            #expect(try await backend.keys("keys", prefix: "user/", after: "z", limit: 9) == [])
            #expect(try await backend.keys("keys", prefix: "users", after: nil, limit: 9) == [])
            #expect(try await backend.keys("keys", prefix: "user/", after: nil, limit: 0) == [])

            var paged: [String] = []
            repeat {
                let page = try await backend.keys("keys", prefix: "user/", after: paged.last, limit: 4)
                paged += page
                if page.count < 4 { break }
            } while true
            #expect(paged == sorted)
        }
    }

    @Test(arguments: Subject.all)
    func entriesOfAPrefixComeInPagesWithACursor(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            let numbers = Dictionary(uniqueKeysWithValues: (10..<20).map { ("n/\($0)", $0) })
            try await backend.put("numbers", numbers)
            try await backend.put("numbers", ["m": 1, "o": 1])
            var cursor: String?
            var pages: [[EntryPage.Entry]] = []
            repeat {
                let page = try await backend.entries("numbers", prefix: "n/", after: cursor, limit: 4)
                pages.append(page.entries)
                cursor = page.next
            } while cursor != nil
            #expect(pages.map(\.count) == [4, 4, 2])
            #expect(pages.flatMap(\.self) == (10..<20).map { EntryPage.Entry(key: "n/\($0)", value: .integer($0)) })
            #expect(try await backend.entries("numbers").entries.count == 12)
            #expect(try await backend.entries("nobody") == EntryPage(entries: [], next: nil))
        }
    }

    @Test(arguments: Subject.all)
    func entriesDifferByTheBytesOfTheirKeys(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            try await backend.put("odd", ["\u{E9}": 1])
            try await backend.put("odd", ["e\u{301}": 2])
            let entries = try await backend.entries("odd").entries
            #expect(entries.map(\.value) == [.integer(2), .integer(1)])
        }
    }
}

import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct KeyTests {
    @Test(arguments: Subject.all)
    func keysComeInPagesInTheOrderOfTheirBytes(_ subject: Subject) async throws {
        // U+FF5E comes before U+1F600 in UTF-8, and after it in UTF-16.
        let sorted = ["", "!", "10", "9", "A", "a", "a b", "ab", "é", "\u{FF5E}", "😀"].filter {
            subject.holdsEmptyKeys || !$0.isEmpty
        }
        try await subject.withBackend { backend in
            try await backend.put("keys", Dictionary(uniqueKeysWithValues: sorted.shuffled().map { ($0, 1) }))
            #expect(try await backend.keys("keys", after: nil, limit: 100) == sorted)
            #expect(try await backend.keys("keys", after: nil, limit: 0) == [])

            var paged: [String] = []
            while true {
                let page = try await backend.keys("keys", after: paged.last, limit: 4)
                paged += page
                if page.count < 4 { break }
            }
            #expect(paged == sorted)
            #expect(try await backend.keys("keys", after: "b", limit: 1) == ["é"])
        }
    }

    @Test(arguments: Subject.all)
    func keysAndNamespacesDifferByTheirBytes(_ subject: Subject) async throws {
        let names = ["\u{E9}", "e\u{301}", "k", "K", "k\u{0}", "k\u{0}2", "_x", "a.b", "\"", "\\", "%", "'"]
        try await subject.withBackend { backend in
            for (index, name) in names.enumerated() {
                try await backend.put("odd", [name: index])
                try await backend.put(name, ["key": index])
            }
            for (index, name) in names.enumerated() {
                #expect(try await backend.get("odd", name) == .integer(index), "key \(name)")
                #expect(try await backend.get(name, "key") == .integer(index), "namespace \(name)")
            }
            #expect(try await backend.keys("odd", after: nil, limit: 100).count == names.count)
        }
    }
}

import Foundation
import GedisBackends
import GedisKit
import TestSupport
import Testing

/// The documents' table of what each type of backend can do.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct OperationTests {
    /// The column of the table, and a backend of that type.
    private static let columns = ["memory": Subject.memory, "sqlite": .sqlite, "redis": .redis, "gun": .gun]

    private static let operations: [String: @Sendable (any Backend) async throws -> Void] = [
        "put": { try await $0.put("n", ["k": 1]) },
        "get": { _ = try await $0.get("n", "k") },
        "get of several": { _ = try await $0.get("n", ["k", "l"]) },
        "delete": { _ = try await $0.delete("n", "k") },
        "delete of several": { _ = try await $0.delete("n", ["k", "l"]) },
        "keys, entries": {
            _ = try await $0.keys("n", prefix: "k", after: nil, limit: 1)
            _ = try await $0.entries("n", prefix: "k", limit: 1)
        },
        "changes": { _ = try await $0.changes("n") },
        "increment": { _ = try await $0.increment("n", "c") },
        "compareAndSet, putIfAbsent": {
            _ = try await $0.compareAndSet("n", "k", from: nil, to: "x")
            _ = try await $0.putIfAbsent("n", "k", "x")
        },
        "expiry": {
            try await $0.put("n", ["k": 1], expiresIn: .seconds(60))
            _ = try await $0.expire("n", "k", in: .seconds(60))
            _ = try await $0.timeToLive("n", "k")
        },
    ]

    @Test func theTableOfOperationsSaysWhatTheTypesCanDo() async throws {
        let rows = try table()
        let header = try #require(rows.first)
        #expect(rows.dropFirst().map { $0[0] }.sorted() == Self.operations.keys.sorted())
        #expect(Set(header.dropFirst()) == Set(Self.columns.keys))
        for (place, column) in header.enumerated().dropFirst() {
            let subject = try #require(Self.columns[column])
            try await subject.withBackend { backend in
                for row in rows.dropFirst() {
                    let operation = try #require(Self.operations[row[0]])
                    do {
                        try await operation(backend)
                        #expect(row[place] == "yes", "\(column) does \(row[0])")
                    } catch let error as BackendError where error.reason == .unsupported {
                        #expect(row[place] == "no", "\(column): \(error)")
                    }
                }
            }
        }
    }

    /// The cells of the table in docs/namespaces.md that begins with "operation", without code marks and the line below
    /// its header.
    private func table() throws -> [[String]] {
        let file = URL(filePath: #filePath).appending(path: "../../../../docs/namespaces.md").standardized
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let table = lines.drop { !$0.hasPrefix("| operation |") }.prefix { $0.hasPrefix("|") }
        return table.enumerated().filter { $0.offset != 1 }.map { _, line in
            line.split(separator: "|").map { $0.filter { $0 != "`" }.trimmingCharacters(in: .whitespaces) }
        }
    }
}

import GedisKit
import Glibc

/// What the soak's clients call.
struct Soak {
    func echo(_ text: String) -> String { text }

    func later(_ text: String) async -> String {
        await Task.yield()
        return text
    }

    func large(_ count: Int) -> String { String(repeating: "x", count: count) }

    func fail(_ text: String) throws { throw CommandError(text, code: "SOAK") }

    func process() -> Int { Int(getpid()) }

    func put(_ key: String, _ value: String, dbclient: any Backend) async throws {
        try await dbclient.put("soak", [key: .string(value)])
    }
}

import GedisKit
import Testing

@testable import GedisBackends

/// Names that end a GUN server, or that it never acknowledges.
@Suite struct GunNameTests {
    @Test(arguments: ["__proto__", "constructor", "valueOf", "toString", "hasOwnProperty"])
    func membersOfEveryObjectOfJavaScriptAreRefused(name: String) async throws {
        try await withGun(ScriptedGunServer(.init())) { backend, _ in
            func refusal(_ body: () async throws -> Void) async -> BackendError? {
                await #expect(throws: BackendError.self) { try await body() }
            }
            for error in [
                await refusal { try await backend.put("s", [name: 1]) },
                await refusal { _ = try await backend.get("s", name) },
                await refusal { try await backend.put(name, ["k": 1]) },
                await refusal { _ = try await backend.get(name) },
                await refusal { _ = try await backend.changes(name) },
            ] {
                #expect(error?.reason == .refused)
                #expect(error?.message.contains("a member that all its objects have") == true)
            }
            try await backend.put("s", [name + "s": 1])
        }
    }
}

import GedisCore
import GedisGUN
import GedisKit
import GedisServer
import TestSupport
import Testing

@testable import GedisBackends

/// gedis' own relay as its own backend sees it.
@Suite struct GunRelayTests {
    private func withBackend(_ url: String, _ body: (GunBackend) async throws -> Void) async throws {
        let backend = GunBackend(
            name: "main", address: try GunAddress(url, backend: "main"),
            timing: GunTiming(timeout: .seconds(30)))
        try await backend.connect()
        try await body(backend)
        await backend.close()
    }

    @Test func twoSidesReadAndSeeEachOther() async throws {
        let store = MemoryBackend(holdsGraph: true)
        try await withRelay(over: store) { url, _ in
            try await withBackend(url) { backend in
                try await backend.put("system", ["name": "vito"])
                #expect(try await store.get("system", "name") == .string("vito"))
                var changes = try await backend.changes("system").makeAsyncIterator()
                try await store.put("system", ["name": "Mark"])
                #expect(try await changes.next() == Change("name", .string("Mark")))
                #expect(try await backend.get("system", "name") == .string("Mark"))
                // A put that loses at once is put again.
                _ = try await store.merge([
                    .init(
                        id: 1,
                        nodes: [
                            .init(
                                soul: "system",
                                entries: [.init("age"): .init(value: .number(1), state: GunClock.now + 300)])
                        ])
                ])
                try await backend.put("system", ["age": 2])
                #expect(try await store.get("system", "age") == .integer(2))
            }
        }
    }

    @Test func usersOfTheServerHaveTheirSouls() async throws {
        var user = ServerConfiguration.User(name: "vito", password: "sesame")
        user.gunRead = ["*"]
        try await withRelay(over: MemoryBackend(holdsGraph: true), users: [user]) { url, _ in
            await #expect(throws: BackendError.self) { try await withBackend(url) { _ in } }
        }
    }

    @Test func aBackendSaysWhoItIs() async throws {
        var user = ServerConfiguration.User(name: "vito", password: "a:b@c")
        (user.gunRead, user.gunWrite) = (["*"], ["*"])
        let store = MemoryBackend(holdsGraph: true)
        try await withRelay(over: store, users: [user]) { url, _ in
            let settings = ["url": url, "username": "vito", "password": "a:b@c"]
            let backend = try BackendType.gun.makeBackend(name: "main", settings: settings)
            try await backend.connect()
            try await backend.put("system", ["name": "vito"])
            await backend.close()
            let wrong = try BackendType.gun.makeBackend(
                name: "main", settings: settings.merging(["password": "x"]) { $1 })
            let error = await #expect(throws: BackendError.self) { try await wrong.connect() }
            #expect(error?.message.contains("who connects may have to say a password") == true)
            await wrong.close()
        }
        #expect(try await store.get("system", "name") == .string("vito"))
    }
}

import GedisGUN
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns) struct GunChangesTests {
    @Test func changesOfOtherWritersAreReported() async throws {
        try await withGun(ScriptedGunServer()) { backend, server in
            let other = GunBackend(
                name: "other", address: try GunAddress(backend.address, backend: "other"),
                timing: GunTiming(timeout: .seconds(30)))
            try await other.connect()
            let changes = try await backend.changes("user")
            try await other.put("user", ["name": "Mark"])
            #expect(try await changes.first { _ in true } == Change("name", .string("Mark")))
            await other.close()
        }
    }

    @Test func staleTiedAndRepeatedPushesAreNotReported() async throws {
        try await withGun(ScriptedGunServer()) { backend, server in
            let held = GunEntry(value: .text("Mark"), state: 100)
            server.hold(GunNode(soul: "user", entries: [ExactText("name"): held]))
            let changes = try await backend.changes("user")
            server.broadcast(push("name", "\"Mark\"", 100))
            server.broadcast(push("name", "\"OLD\"", 99))
            server.broadcast(push("name", "\"Alice\"", 100))
            server.broadcast(push("name", "\"Zed\"", 100))
            server.broadcast(push("list", "[1,2]", 100))
            server.broadcast(push("last", "null", 100))
            #expect(
                try await changes.prefix(2).reduce(into: []) { $0.append($1) } == [
                    Change("name", .string("Zed")), Change("last", nil),
                ])
        }
    }

    @Test func aPushOfTheFutureIsReportedWhenItsTimeHasCome() async throws {
        try await withGun(ScriptedGunServer()) { backend, server in
            let changes = try await backend.changes("user")
            let due = GunClock.now + 300
            server.broadcast(push("never", "1", 1e300))
            server.broadcast(push("later", "1", due))
            server.broadcast(push("now", "1", 100))
            var reported: Set<String> = []
            for try await change in changes.prefix(2) {
                reported.insert(change.key)
                #expect(change.key == "now" || GunClock.now >= due)
            }
            #expect(reported == ["now", "later"])
        }
    }

    @Test func whatWasMissedWithoutAConnectionIsReported() async throws {
        try await withGun(ScriptedGunServer()) { backend, server in
            let changes = try await backend.changes("user")
            server.hold(
                GunNode(soul: "user", entries: [ExactText("name"): GunEntry(value: .text("Mark"), state: 100)]))
            server.dropConnections()
            #expect(try await changes.first { _ in true } == Change("name", .string("Mark")))
        }
    }

    private func push(_ key: String, _ value: String, _ state: Double) -> String {
        let meta = ##"{"#":"user",">":{"\##(key)":\##(state.javaScript)}}"##
        return ##"{"#":"\##(GunRequest.makeID())","put":{"user":{"_":\##(meta),"\##(key)":\##(value)}}}"##
    }
}

import GedisGUN
import GedisKit
import Synchronization
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns) struct GunPutTests {
    @Test func aPutThatIsNotAcknowledgedIsReadBack() async throws {
        var timing = GunTiming(timeout: .seconds(30))
        timing.acknowledgement = .milliseconds(50)
        try await withGun(ScriptedGunServer(.init(hasDisk: false)), timing: timing) { backend, server in
            try await backend.put("user", ["name": "Mark"])
            #expect(server.entry("user", "name") == .string("Mark"))
            #expect(backend.session.disk == .absent)
        }
    }

    @Test func aPutThatLosesToANewerValueIsPutAgainAfterIt() async throws {
        var timing = GunTiming(timeout: .seconds(30))
        timing.acknowledgement = .milliseconds(50)
        let server = ScriptedGunServer(.init(clockLag: -60_000))
        try await withGun(server, timing: timing) { backend, server in
            // Another writer's clock is 20 s ahead of ours, and so is the server's.
            let theirs = GunEntry(value: .text("theirs"), state: GunClock.now + 20_000)
            server.hold(GunNode(soul: "user", entries: [ExactText("name"): theirs]))
            try await backend.put("user", ["name": "ours"])
            #expect(server.entry("user", "name") == .string("ours"))
        }
    }

    /// gun.js' server for node loses what has more than 32,768 quotes in a text, or as much outside of texts.
    @Test func largePutsAreSpelledSoThatServersOfJavaScriptReadThem() async throws {
        let text = String(repeating: "é\"", count: 500_000)
        let node = GunNode(soul: "s", entries: [ExactText("k"): GunEntry(value: .text(text), state: 1)])
        let frame = GunRequest.put(node).text(id: "a")
        #expect(!frame.contains(#"\""#))
        let read = GunMessage.read(frame: Array(frame.utf8)).first?.nodes?.first
        #expect(read?.entries[ExactText("k")]?.value.scalar == .string(text))
        try await withGun(ScriptedGunServer(.init())) { backend, server in
            var values: [String: Scalar] = [:]
            for index in 0..<1201 { values["k\(index)"] = .integer(index) }
            try await backend.put("s", values)
            let puts = server.state.received.compactMap { $0["put"]?["s"]?.members?.count }
            #expect(puts.allSatisfy { $0 <= 501 } && puts.reduce(0, +) == 1201 + puts.count)
            #expect(try await backend.get("s") == values)
        }
    }

    @Test func aRefusedPutSaysWhy() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["put"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","err":"Alias not same!"}"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let error = await #expect(throws: BackendError.self) { try await backend.put("user", ["name": "Mark"]) }
            #expect(error?.reason == .refused)
            #expect(error?.message.hasPrefix("main: the server refuses: Alias not same! (ws://") == true)
        }
    }

    @Test func aComplaintThatAnswersNothingIsReported() async throws {
        let server = ScriptedGunServer { connection, message in
            if message["put"] != nil { connection.send(##"{"#":"1","dam":"!","err":"Message too big!"}"##) }
            return message["put"] != nil
        }
        try await withGun(server, timing: GunTiming(timeout: .seconds(5))) { backend, _ in
            let error = await #expect(throws: BackendError.self) { try await backend.put("user", ["name": "Mark"]) }
            #expect(error?.reason == .timedOut)
            #expect(error?.message.contains("; the server said: Message too big!") == true)
        }
    }

    @Test func aPutThatLiesInTheServersFutureIsDoneWhenItsTimeHasCome() async throws {
        var timing = GunTiming(timeout: .seconds(30))
        timing.acknowledgement = .milliseconds(50)
        try await withGun(ScriptedGunServer(.init(clockLag: 500)), timing: timing) { backend, server in
            try await backend.put("user", ["name": "Mark"])
            #expect(server.entry("user", "name") == .string("Mark"))
        }
    }

    @Test func noIDIsUsedTwice() async throws {
        let lost = Atomic(3)
        let server = ScriptedGunServer { _, message in
            guard message["put"] != nil else { return false }
            return lost.subtract(1, ordering: .relaxed).newValue >= 0
        }
        var timing = GunTiming(timeout: .seconds(30))
        // Long enough that only what was lost is sent again, on a slow machine too.
        timing.acknowledgement = .seconds(1)
        timing.retry = .milliseconds(50)
        try await withGun(server, timing: timing) { backend, server in
            try await backend.put("user", ["name": "Mark"])
            #expect(server.state.repeatedIDs == [])
            let puts = server.state.received.compactMap { $0["put"]?.text }
            #expect(puts.count == 4)
            #expect(Set(puts).count == 1, "the same states each time")
        }
    }

    @Test(arguments: ["", "a#b", "~abc", "a\u{1B}b"])
    func aNamespaceWithAMeaningInGUNIsRefused(_ namespace: String) async throws {
        try await withGun(ScriptedGunServer()) { backend, server in
            let error = await #expect(throws: BackendError.self) { try await backend.put(namespace, ["key": 1]) }
            #expect(error?.reason == .refused)
            await #expect(throws: BackendError.self) { try await backend.get(namespace) }
            #expect(server.state.received.allSatisfy { $0["get"] == nil && $0["put"] == nil })
        }
    }

    @Test(arguments: ["", "_"])
    func aKeyThatGUNCannotHoldIsRefused(_ key: String) async throws {
        try await withGun(ScriptedGunServer()) { backend, _ in
            let error = await #expect(throws: BackendError.self) { try await backend.put("user", [key: 1]) }
            #expect(error?.reason == .refused)
        }
    }
}

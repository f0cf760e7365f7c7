import GedisGUN
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns) struct GunGetTests {
    @Test func pagesOfALargeNodeAreOne() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"]?["#"]?.string == "big" else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","%":1,"put":\##(graph("a", 1))}"##)
            connection.send(##"[{"#":"2","@":"\##(id)","%":1,"put":\##(graph("b", 2))}]"##)
            connection.send(##"{"#":"3","@":"\##(id)","put":\##(graph("c", 3))}"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let node = try await backend.get("big")
            #expect(node == ["a": .integer(1), "b": .integer(2), "c": .integer(3)])
        }
    }

    @Test func aPartThatNeverComesIsNoWholeNode() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","%":"2","put":\##(graph("a", 1))}"##)
            return true
        }
        try await withGun(server, timing: GunTiming(timeout: .seconds(5))) { backend, _ in
            let error = await #expect(throws: BackendError.self) { try await backend.get("big") }
            #expect(error?.reason == .timedOut)
            #expect(error?.message.hasPrefix("main: no complete answer in 5.0 seconds (ws://") == true)
        }
    }

    @Test func memoryThenDiskAreMergedByState() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","put":\##(graph("big", "d", "4", 200))}"##)
            // The disk's copy has more keys, and may be older than memory.
            let disk = ##"{"big":{"_":{"#":"big",">":{"a":50,"d":100}},"a":1,"d":"old"}}"##
            connection.send(##"["{\"#\":\"2\",\"@\":\"\##(id)\",\"put\":\##(disk.replacing("\"", with: "\\\""))}"]"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let node = try await backend.get("big")
            #expect(node == ["a": .integer(1), "d": .integer(4)])
        }
    }

    @Test func missingThenFoundIsFound() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)"}"##)
            connection.send(##"{"#":"2","@":"\##(id)","put":\##(graph("a", 1))}"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let value = try await backend.get("big", "a")
            #expect(value == .integer(1))
            let node = try await backend.get("big")
            #expect(node == ["a": .integer(1)])
        }
    }

    @Test func anAnswerThatCannotBeReadIsSkipped() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","put":{"big":{"_":{"#":"big",">":{"a":-Infinity}},"a":9}}}"##)
            connection.send(##"{"#":"2","@":"\##(id)","put":\##(graph("a", 1))}"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let node = try await backend.get("big")
            #expect(node == ["a": .integer(1)])
        }
    }

    @Test func aValueOfTheFutureIsNotSeenBeforeItsTime() async throws {
        let due = GunClock.now + 300
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","put":\##(graph("big", "a", "1", due))}"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let value = try await backend.get("big", "a")
            #expect(value == .integer(1))
            #expect(GunClock.now >= due)
        }
    }

    @Test func aValueOfTheFarFutureIsAnErrorThatNamesTheClocks() async throws {
        let server = ScriptedGunServer { connection, message in
            guard let id = message["#"]?.string, message["get"] != nil else { return false }
            connection.send(##"{"#":"1","@":"\##(id)","put":\##(graph("big", "a", "1", 1e300))}"##)
            return true
        }
        try await withGun(server) { backend, _ in
            let error = await #expect(throws: BackendError.self) { try await backend.get("big", "a") }
            #expect(error?.message.contains("in the future: check the clocks") == true)
        }
    }

    @Test func aDeadServerIsDistinguishedFromAMissingValue() async throws {
        let silent = ScriptedGunServer(.init(answersPings: false)) { _, message in message["get"] != nil }
        try await withGun(silent, timing: GunTiming(timeout: .milliseconds(300))) { backend, _ in
            let error = await #expect(throws: BackendError.self) { try await backend.get("big", "a") }
            #expect(error?.reason == .timedOut)
        }
    }

    @Test func aLivingServerThatIsSilentHasNothing() async throws {
        try await withGun(ScriptedGunServer(.init(hasDisk: false)), timing: GunTiming(timeout: .seconds(5))) {
            backend, _ in
            let value = try await backend.get("big", "a")
            #expect(value == nil)
            #expect(backend.session.disk == .absent)
        }
    }

    @Test func aServerThatHasADiskIsNotBelievedWhenItIsSilent() async throws {
        let server = ScriptedGunServer { _, message in message["get"]?["."]?.string == "slow" }
        try await withGun(server, timing: GunTiming(timeout: .seconds(5))) { backend, _ in
            try await backend.put("big", ["a": 1])
            let error = await #expect(throws: BackendError.self) { try await backend.get("big", "slow") }
            #expect(error?.reason == .timedOut)
        }
    }

    @Test func aCancelledGetEnds() async throws {
        let silent = ScriptedGunServer { _, message in message["get"] != nil }
        try await withGun(silent, timing: GunTiming(timeout: .seconds(600))) { backend, _ in
            let get = Task { try await backend.get("big", "a") }
            get.cancel()
            await #expect(throws: CancellationError.self) { try await get.value }
        }
    }
}

/// The text of a graph with the node `big`, which has one key.
private func graph(_ key: String, _ value: Int) -> String { graph("big", key, "\(value)", 100) }

private func graph(_ soul: String, _ key: String, _ value: String, _ state: Double) -> String {
    ##"{"\##(soul)":{"_":{"#":"\##(soul)",">":{"\##(key)":\##(state.javaScript)}},"\##(key)":\##(value)}}"##
}
